import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from '../../listen';

/** An S3 endpoint on loopback with the conditional writes of the real one; holds any bucket in memory. */
export interface S3Server {
  readonly endpoint: string;
  /** Answers so many conditional writes with 409 before it takes one. */
  conflicts: number;
  /** Stores the next object but drops the connection instead of answering. */
  loseNextAnswer: boolean;
  /** Keys in a bucket, in order. */
  keys(bucket: string): string[];
  stop(): Promise<void>;
}

/** Starts the endpoint on a free port. */
export async function startS3Server(): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [, bucket = '', ...path] = decodeURIComponent(url.pathname).split('/');
    if (path.join('/') === '') return list(objects, `${bucket}/`, url.searchParams, response);
    const key = [bucket, ...path].join('/');
    switch (request.method) {
      case 'PUT':
        return put(objects, key, unchunked(request, Buffer.concat(chunks)), request, response, state);
      case 'DELETE':
        objects.delete(key);
        return answer(response, 204);
      default:
        return get(objects.get(key), request.method === 'HEAD', response);
    }
  });
  const endpoint = await listen(server);
  const state: S3Server = {
    endpoint,
    conflicts: 0,
    loseNextAnswer: false,
    keys: (bucket) => keysIn(objects, `${bucket}/`),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return state;
}

function put(
  objects: Map<string, Buffer>,
  key: string,
  body: Buffer,
  { headers }: IncomingMessage,
  response: ServerResponse,
  state: S3Server,
) {
  const current = objects.get(key);
  const conditional = headers['if-none-match'] !== undefined || headers['if-match'] !== undefined;
  if (conditional && state.conflicts > 0) {
    state.conflicts -= 1;
    return refuse(response, 409, 'ConditionalRequestConflict');
  }
  if (headers['if-none-match'] === '*' && current) return refuse(response, 412, 'PreconditionFailed');
  if (headers['if-match'] !== undefined && !current) return refuse(response, 404, 'NoSuchKey');
  if (headers['if-match'] !== undefined && current && headers['if-match'] !== etag(current)) {
    return refuse(response, 412, 'PreconditionFailed');
  }
  objects.set(key, body);
  if (state.loseNextAnswer) {
    state.loseNextAnswer = false;
    return response.destroy();
  }
  return answer(response, 200, '', { etag: etag(body) });
}

function get(body: Buffer | undefined, isHead: boolean, response: ServerResponse) {
  if (!body) return isHead ? answer(response, 404) : refuse(response, 404, 'NoSuchKey');
  return answer(response, 200, isHead ? '' : body, { etag: etag(body), 'content-length': String(body.length) });
}

function list(objects: Map<string, Buffer>, bucket: string, parameters: URLSearchParams, response: ServerResponse) {
  // Pages of two, so that a short list has several.
  const after = parameters.get('continuation-token') ?? parameters.get('start-after') ?? '';
  const prefix = parameters.get('prefix') ?? '';
  const keys = keysIn(objects, bucket).filter((key) => key.startsWith(prefix) && key > after);
  const page = keys.slice(0, 2);
  const isTruncated = keys.length > page.length;
  const next = isTruncated ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
  const contents = page.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
  return answer(
    response,
    200,
    `<?xml version="1.0"?><ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${next}${contents}</ListBucketResult>`,
  );
}

function keysIn(objects: Map<string, Buffer>, bucket: string): string[] {
  const inBucket = [...objects.keys()].filter((key) => key.startsWith(bucket));
  return inBucket.map((key) => key.slice(bucket.length)).sort();
}

// The SDK streams a body with its checksum behind it: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
function unchunked({ headers }: IncomingMessage, body: Buffer): Buffer {
  if (!String(headers['x-amz-content-sha256']).startsWith('STREAMING')) return body;
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.toString('latin1', at, lineEnd), 16);
    if (!(size > 0)) return Buffer.concat(parts);
    parts.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}

function etag(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

function refuse(response: ServerResponse, status: number, code: string) {
  answer(response, status, `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

function answer(response: ServerResponse, status: number, body: string | Buffer = '', headers = {}) {
  response.writeHead(status, headers).end(body);
}
