import { createReadStream, readdirSync, type Stats, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { listen } from '../../listen';

const MOST_KEYS = 1000;

/** An S3 server over directories, and how many requests of each kind it had since the last time it was asked. */
export interface DirectoryS3 {
  readonly address: string;
  takeCounts(): Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/**
 * Serves directories, by bucket, as S3 does: as far as Trino reads. Nothing can be written.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export async function serveDirectories(buckets: Readonly<Record<string, string>>): Promise<DirectoryS3> {
  let counts: Record<string, number> = {};
  const server = createServer((request, response) => {
    request.resume();
    const operation = answer(buckets, request, response);
    counts[operation] = (counts[operation] ?? 0) + 1;
  });
  const address = await listen(server);
  return {
    address,
    takeCounts() {
      const taken = counts;
      counts = {};
      return taken;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(buckets: Readonly<Record<string, string>>, request: IncomingMessage, response: ServerResponse): string {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const [, bucket = '', ...rest] = decodeURIComponent(pathname).split('/');
  const key = rest.join('/');
  const root = buckets[bucket];
  const end = (status: number, body: string) =>
    response
      .writeHead(status, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(body) })
      .end(body);
  if (root === undefined) {
    end(404, '<Error><Code>NoSuchBucket</Code></Error>');
    return 'MISS';
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    end(405, '<Error><Code>MethodNotAllowed</Code></Error>');
    return 'REFUSED';
  }
  if (key === '') {
    end(200, listing(root, searchParams));
    return 'LIST';
  }
  const path = join(root, key);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile()) {
    end(404, '<Error><Code>NoSuchKey</Code></Error>');
    return 'MISS';
  }
  sendFile(path, stats, request, response);
  return request.method;
}

function sendFile(path: string, { size, mtime }: Stats, request: IncomingMessage, response: ServerResponse): void {
  const [, from, to = ''] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  // `bytes=-8`: the last eight.
  const first = from === undefined ? 0 : from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === undefined || from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  response.writeHead(from === undefined ? 200 : 206, {
    etag: '"1"',
    'last-modified': mtime.toUTCString(),
    'content-length': last - first + 1,
    ...(from === undefined ? {} : { 'content-range': `bytes ${first}-${last}/${size}` }),
  });
  if (request.method === 'HEAD' || last < first) response.end();
  else createReadStream(path, { start: first, end: last }).pipe(response);
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
function listing(root: string, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter');
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const entries = new Set<string>();
  for (const key of keysBelow(root, prefix)) {
    const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    const entry = end === -1 ? key : key.slice(0, end + 1);
    if (entry > after) entries.add(entry);
  }
  const page = [...entries].slice(0, MOST_KEYS);
  const isCut = entries.size > page.length;
  const items = page.map((entry) => {
    const name = `${encodeURIComponent(entry).replaceAll('%2F', '/')}`;
    if (delimiter && entry.endsWith(delimiter)) return `<CommonPrefixes><Prefix>${name}</Prefix></CommonPrefixes>`;
    const { size, mtime } = statSync(join(root, entry));
    return `<Contents><Key>${name}</Key><LastModified>${mtime.toISOString()}</LastModified><ETag>"1"</ETag><Size>${size}</Size></Contents>`;
  });
  const next = isCut ? `<NextContinuationToken>${escaped(page.at(-1) ?? '')}</NextContinuationToken>` : '';
  return `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><EncodingType>url</EncodingType><KeyCount>${page.length}</KeyCount><IsTruncated>${isCut}</IsTruncated>${next}${items.join('')}</ListBucketResult>`;
}

// In S3's order.
function keysBelow(root: string, prefix: string): readonly string[] {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const found = filesIn(root, folder).filter((key) => key.startsWith(prefix));
  return found.sort();
}

function filesIn(root: string, folder: string): string[] {
  const path = join(root, folder);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

function escaped(text: string): string {
  return text.replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
}
