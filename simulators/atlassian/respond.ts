import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApiAnswer, type ApiOptions, answer, errorAnswer } from './api';
import { type Fault, throttleHeaders } from './faults';

/** Answers one request as the API would, or as its planned fault demands. */
export function respond(
  request: IncomingMessage,
  response: ServerResponse,
  api: ApiOptions,
  fault: Fault | undefined,
  now: number,
): void {
  const { method = '', url: target = '' } = request;
  const asked = { method, target, authorization: request.headers.authorization };
  if (fault === undefined) {
    send(response, answer(api, asked));
    return;
  }
  switch (fault.kind) {
    case 'refuse-cursor':
      send(response, answer(api, asked, true));
      break;
    case 'status':
      send(response, errorAnswer(fault.status, `Status${fault.status}`, 'This answer was planned.'));
      break;
    case 'throttle': {
      const { status, headers, body } = errorAnswer(429, 'TooManyRequests', 'The rate limit is reached.');
      const reset = throttleHeaders(fault.style, fault.seconds, now);
      send(response, { status, headers: { ...headers, ...reset }, body });
      break;
    }
    case 'not-json': {
      const body = '<html><body>Please sign in.</body></html>';
      send(response, { status: 200, headers: { 'Content-Type': 'text/html' }, body });
      break;
    }
    case 'truncate': {
      const { status, headers, body } = answer(api, asked);
      response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) });
      // Destroyed only once the half is on its way: a client that sees no body at all meets another fault.
      response.write(body.slice(0, body.length / 2), () => response.destroy());
      break;
    }
    case 'reset-connection':
      request.socket.resetAndDestroy();
      break;
    case 'hang':
      break;
    default:
      fault satisfies never;
  }
}

function send(response: ServerResponse, { status, headers, body }: ApiAnswer): void {
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}
