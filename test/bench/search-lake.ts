import { join } from 'node:path';
import { DirectoryObjectStore } from '../../cli/place/directory/directory-object-store';
import { captureKey } from '../../lambda/archive/capture';
import { rowsKey } from '../../lambda/lake/layout';
import { writeRows } from '../../lambda/lake/rows-object';
import { PREFIX } from '../../lambda/names';
import { DAY_MS, dayOf } from '../../lambda/schema/days';
import { tableOf } from '../../lambda/sources/log-types';
import { LONGEST_DELAY } from '../../simulators/atlassian/make-event';
import { Random } from '../../simulators/atlassian/random';
import { simulatedRows } from './detecting';

const DAYS = 365;
const BEGIN = Date.UTC(2026, 0, 1);
const CAPTURE = 500;
const SOURCE = 'bench';
const TABLE = tableOf('Atlassian.Audit');
/** When the year ends that the lake tells of. */
export const YEAR_END = BEGIN + DAYS * DAY_MS;
/** Somebody who does two things a day. */
export const RARE_ACTOR = '712020:5e1d0c9a-0b7f-4c52-9d0e-3f6a8b2c4d10';

/**
 * Fills a lake with about so many events of a year, in captures of 500, as a processor does. Answers how many.
 * Making each of ten million rows would take half an hour: those of one day are made, and become other days' by another
 * date, other ids and another capture.
 */
export async function fillLake(directory: string, events: number): Promise<number> {
  const lake = new DirectoryObjectStore(directory);
  const rows = rowsOfOneDay(Math.round(events / DAYS));
  const random = new Random(2, 1);
  let seq = 0;
  for (let begin = BEGIN; begin < YEAR_END; begin += DAY_MS) {
    const day = dayOf(begin);
    for (let at = 0; at < rows.length; at += CAPTURE) {
      seq += 1;
      const file = captureKey(SOURCE, seq);
      const captured = rows
        .slice(at, at + CAPTURE)
        .map(({ json, id, rowId }) =>
          json
            .replaceAll(dayOf(BEGIN), day)
            .replaceAll(id, random.uuid())
            .replace(rowId, random.uuid().replaceAll('-', ''))
            .replace(captureKey(SOURCE, 1), file),
        );
      await writeRows(lake, rowsKey(TABLE, day, SOURCE, seq), TABLE, captured);
    }
  }
  return rows.length * DAYS;
}

/** Paths of the objects that hold the events of a day and of those after it. */
export async function objectsSince(directory: string, day: string): Promise<readonly string[]> {
  const prefix = `${PREFIX.events}${TABLE}/`;
  const paths: string[] = [];
  for await (const key of new DirectoryObjectStore(directory).list(prefix)) {
    if (key >= `${prefix}date=${day}`) paths.push(join(directory, key));
  }
  return paths;
}

interface DayRow {
  readonly json: string;
  readonly id: string;
  readonly rowId: string;
}

function rowsOfOneDay(count: number): readonly DayRow[] {
  // An event happens up to so long before it is processed: none is of the day before. The capture is of this day too.
  const begin = BEGIN + LONGEST_DELAY;
  const made = simulatedRows(count, { begin, apart: Math.floor((DAY_MS - LONGEST_DELAY) / (count + 1)) });
  const ofRareActor = [Math.floor(count / 3), Math.floor((2 * count) / 3)];
  return made.map((json, i) => {
    const { id, p_row_id: rowId, attributes } = JSON.parse(json);
    return { json: ofRareActor.includes(i) ? json.replaceAll(attributes.actor.id, RARE_ACTOR) : json, id, rowId };
  });
}
