import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { decodeCapture } from '../../lambda/archive/capture';
import type { ObjectStore } from '../../lambda/platform/object-store';
import type { SourceKind } from '../../lambda/sources/formats';
import { measure } from './measure';
import type { Measured } from './measured';

/** What becomes of a page that was collected: so many events, and an object. */
export type PageWork = (page: Uint8Array) => { readonly events: number; readonly object: Uint8Array };

interface Edge {
  readonly node: unknown;
}

const RECORDS: Readonly<Record<SourceKind, (page: Uint8Array) => readonly unknown[]>> = {
  atlassian: (page) => parse(page).data,
  panther: (page) => parse(page).data.dataLakeQuery.results.edges.map(({ node }: Edge) => node),
  deployment: (page) => parse(page).kept,
};

function parse(page: Uint8Array) {
  return JSON.parse(new TextDecoder().decode(page));
}

/** What no collector can do without: parse each page and compress it. */
export function collectorFloor(kind: SourceKind): PageWork {
  return (page) => ({ events: RECORDS[kind](page).length, object: gzipSync(page) });
}

/** What no processor can do without: parse each page, digest each record, write each as a row, compress the rows. */
export function processorFloor(kind: SourceKind): PageWork {
  return (page) => {
    const records = RECORDS[kind](page);
    const rows = records.map((record) => {
      const row = JSON.stringify(record);
      return `{"p_row_id":"${createHash('sha256').update(row).digest('hex').slice(0, 32)}",${row.slice(1)}\n`;
    });
    return { events: records.length, object: gzipSync(Buffer.from(rows.join(''))) };
  };
}

/**
 * Does a piece of work on every page that was collected; reading and inflating them is not measured. What it makes of
 * each is written where `lake` says, if it does.
 */
export async function overPages(archive: ObjectStore, work: PageWork, lake?: ObjectStore): Promise<Measured> {
  const total = { events: 0, cpuSeconds: 0, seconds: 0, peakMegabytes: 0 };
  let pages: { readonly key: string; readonly body: Uint8Array }[] = [];
  const measurePages = async () => {
    const measured = await measure(async () => {
      let count = 0;
      for (const { key, body } of pages) {
        const { events, object } = work(body);
        count += events;
        await lake?.put(key, object);
      }
      return count;
    });
    pages = [];
    total.events += measured.events;
    total.cpuSeconds += measured.cpuSeconds;
    total.seconds += measured.seconds;
    total.peakMegabytes = measured.peakMegabytes;
  };
  for await (const key of archive.list('captures/')) {
    const object = await archive.get(key);
    if (object) pages.push({ key, body: decodeCapture(key, object.body).body });
    if (pages.length === 50) await measurePages();
  }
  await measurePages();
  return total;
}
