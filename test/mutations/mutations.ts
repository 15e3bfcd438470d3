import { OPERATOR_MUTATIONS } from './operator-mutations';

/** One deliberate fault in the product, and the tests of which at least one must fail while it stands. */
export interface Mutation {
  /** What the product then does wrong. */
  readonly name: string;
  readonly file: string;
  /** Each text stands in the file exactly once, and is replaced. */
  readonly edits: readonly (readonly [find: string, replace: string])[];
  /** What jest is called with. */
  readonly caughtBy: string;
}

const FAULTS = 'test/faults';

/** The mutations of the commit protocol, of what a run says about itself, of what guards the archive, of search, the trail and Panther. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'captures are committed without the condition',
    file: 'lambda/archive/archive.ts',
    edits: [["object, { kind: 'absent' });", 'object);']],
    caughtBy: FAULTS,
  },
  {
    name: 'the state is written before the capture, and believed',
    file: 'lambda/archive/head.ts',
    edits: [
      ['let head = isHinted ? hint :', 'if (hint !== undefined) return hint + 1;\n  let head = isHinted ? hint :'],
    ],
    caughtBy: FAULTS,
  },
  {
    name: 'records that are archived already are archived again',
    file: 'lambda/archive/archive.ts',
    edits: [
      [
        'await findDuplicates(page, head?.header, this.#history, KINDS[this.kind].format);',
        '(await findDuplicates(page, head?.header, this.#history, KINDS[this.kind].format)).slice(0, 0);',
      ],
    ],
    caughtBy: FAULTS,
  },
  {
    name: 'the processor does not skip duplicates',
    file: 'lambda/process/capture-rows.ts',
    edits: [['skipped.has(position) ? []', 'skipped.has(-1 - position) ? []']],
    caughtBy: FAULTS,
  },
  {
    name: 'the receipt is written before the rows',
    file: 'lambda/process/process-capture.ts',
    edits: [
      ['      writeRows(\n        lake,\n', '      writeRows(\n        late,\n'],
      [
        '  const rows = captureRows(capture);\n',
        "  const rows = captureRows(capture);\n  const puts: (() => Promise<unknown>)[] = [];\n  const late = { ...lake, put: async (at: string, body: Uint8Array) => (puts.push(() => lake.put(at, body)), 'stored' as const) };\n",
      ],
      [
        '  await writeReceipt(lake, receipt);\n',
        '  await writeReceipt(lake, receipt);\n  for (const put of puts) await put();\n',
      ],
    ],
    caughtBy: FAULTS,
  },
  {
    name: 'a refused key is swallowed: the run says that there are no events',
    file: 'lambda/collect/collect.ts',
    edits: [
      [
        "await save('failed', reasonOf(error));\n    throw error;",
        "await save('failed', reasonOf(error));\n    return { kind: 'caught-up' };",
      ],
    ],
    caughtBy: FAULTS,
  },
  {
    name: 'a refused key is taken for an empty page',
    file: 'lambda/sources/atlassian/atlassian-source.ts',
    edits: [
      [
        'if ([401, 403, 404].includes(response.status)) return this.#rejected(request, credential, response.status);',
        'if ([401, 403, 404].includes(response.status)) return this.#readPage(request, url, { ...response, body: Buffer.from(\'{"data":[]}\') }, askedAt);',
      ],
    ],
    caughtBy: FAULTS,
  },
  {
    name: 'only the head is compared with',
    file: 'lambda/archive/duplicates.ts',
    edits: [['seq >= 1 && wanted', 'seq >= (head?.seq ?? 0) && wanted']],
    caughtBy: FAULTS,
  },
  {
    name: 'a record without a time is looked for no further back than others',
    file: 'lambda/archive/duplicates.ts',
    edits: [['isBefore(followedBy, start)', 'isBefore(header.watermark, start)']],
    caughtBy: 'test/lambda/collect/collect',
  },
  {
    name: 'what follows a capture is taken for the capture itself',
    file: 'lambda/archive/duplicates.ts',
    edits: [['followedBy = newer.watermark;', 'followedBy = header.watermark;']],
    caughtBy: 'test/lambda/collect/collect',
  },
  {
    name: 'records that share an id are one record',
    file: 'lambda/archive/duplicates.ts',
    edits: [['if (seen.has(digest(i))) repeats.add(i);', 'repeats.add(i);']],
    caughtBy: FAULTS,
  },
  {
    name: 'the loser of a race drops its page',
    file: 'lambda/archive/archive.ts',
    edits: [
      [
        'if (this.#head.sha256 === sha256) return',
        'if (this.#head.sha256 !== sha256) return { fresh: [], raced: true };\n      return',
      ],
    ],
    caughtBy: FAULTS,
  },
  {
    name: 'the loser of a race keeps its own position',
    file: 'lambda/archive/archive.ts',
    edits: [
      [
        "head && (raced || mode !== 'poll') ? head.header.resume : resume",
        "head && mode !== 'poll' ? head.header.resume : resume",
      ],
    ],
    caughtBy: 'test/lambda/collect/collect',
  },
  {
    name: 'the watermark is that of the page alone',
    file: 'lambda/archive/archive.ts',
    edits: [
      ['watermark: later(head?.header.watermark ?? null, range?.newest ?? null),', 'watermark: range?.newest ?? null,'],
    ],
    caughtBy: FAULTS,
  },
  {
    name: 'the chain names the wrong digest',
    file: 'lambda/archive/archive.ts',
    edits: [['sha256: head.sha256 } : null', "sha256: head.sha256.replace(/^./, '0') } : null"]],
    caughtBy: FAULTS,
  },
  {
    name: 'the body is written anew instead of kept',
    file: 'lambda/archive/archive.ts',
    edits: [
      [
        'encodeCapture(header, page.body)',
        'encodeCapture(header, Buffer.from(JSON.stringify({ data: page.records })))',
      ],
    ],
    caughtBy: FAULTS,
  },
  {
    name: 'a sweep moves the position',
    file: 'lambda/archive/archive.ts',
    edits: [
      [
        "head && (raced || mode !== 'poll') ? head.header.resume : resume",
        'head && raced ? head.header.resume : resume',
      ],
    ],
    caughtBy: 'test/lambda/collect/collect',
  },
  {
    name: 'a position is carried over to another feed',
    file: 'lambda/archive/archive.ts',
    edits: [['if (path === page.request.path) return;', "if (path !== '') return;"]],
    caughtBy: 'test/cli/backfill',
  },
  {
    name: 'no cursor replaces a cursor',
    file: 'lambda/collect/read-pages.ts',
    edits: [['request: page.next ?? position.request,', 'request: page.next ?? first.request,']],
    caughtBy: 'test/lambda/collect/collect',
  },
  {
    name: 'a refused cursor restarts without an overlap',
    file: 'lambda/collect/read-pages.ts',
    edits: [['Date.parse(position.polledTo) - OVERLAP_MS', 'Date.parse(position.polledTo)']],
    caughtBy: 'test/lambda/collect/collect',
  },
  {
    name: 'a sweep that had no time to end counts as done',
    file: 'lambda/collect/collect.ts',
    edits: [["swept.ending.kind === 'caught-up'\n", 'swept.ending.kind !== undefined\n']],
    caughtBy: 'test/lambda/collect/collect',
  },
  {
    name: 'a sweep reaches back for an hour',
    file: 'lambda/collect/collect.ts',
    edits: [['const SWEEP_REACH_MS = 48 * HOUR_MS;', 'const SWEEP_REACH_MS = HOUR_MS;']],
    caughtBy: FAULTS,
  },
  {
    name: 'no sweep follows on a refused cursor',
    file: 'lambda/collect/collect.ts',
    edits: [['    if (polled.refused) sweep = { ...sweep, sweptAt: null };\n', '']],
    caughtBy: 'test/lambda/collect/collect',
  },
  {
    name: 'the position in the feed of another organization is believed',
    file: 'lambda/collect/collect.ts',
    edits: [['if (request.path === feed) return resume;', 'if (feed) return resume;']],
    caughtBy: 'test/lambda/collect/collect',
  },
  {
    name: 'the oldest time reached counts, not the newest',
    file: 'lambda/collect/read-pages.ts',
    edits: [
      ['polledTo: later(position.polledTo, newestOf(page)) }', 'polledTo: position.polledTo ?? newestOf(page) }'],
    ],
    caughtBy: 'test/lambda/collect/collect',
  },
  {
    name: 'a hint that cannot be written fails the run',
    file: 'lambda/archive/state.ts',
    edits: [
      [
        "    logger.warn('The state hint was not written",
        "    throw error;\n    logger.warn('The state hint was not written",
      ],
    ],
    caughtBy: FAULTS,
  },
  {
    name: 'a failed run publishes a success',
    file: 'lambda/collect/run-collector.ts',
    edits: [['{ ...counts(), ...rejected }', '{ ...counts(), ...rejected, ...SUCCESS }']],
    caughtBy: FAULTS,
  },
  {
    name: 'detections count a capture again when it is replayed',
    file: 'lambda/alerts/run-detections.ts',
    edits: [
      ['while (stored.state.seq < seq) {', 'for (let first = true; first || stored.state.seq < seq; first = false) {'],
      ['const next = stored.state.seq + 1;', 'const next = Math.min(stored.state.seq + 1, seq);'],
    ],
    caughtBy: 'test/lambda/alerts/run-detections.test.ts',
  },
  {
    name: 'captures that nobody has watched yet are passed over',
    file: 'lambda/alerts/run-detections.ts',
    edits: [
      [
        'await runOnNextCapture(context, source, stored, await earlierCapture(context, source, next));',
        'await runOnNextCapture(context, source, stored, undefined);',
      ],
    ],
    caughtBy: FAULTS,
  },
  {
    name: 'the state of detections is written without the condition',
    file: 'lambda/alerts/stored-state.ts',
    edits: [['body, condition)) ===', 'body)) ===']],
    caughtBy: FAULTS,
  },
  {
    name: 'an alert leaves the outbox before it is told',
    file: 'lambda/alerts/notify.ts',
    edits: [
      [
        '      const alert = await raised.find(entry);',
        '      const alert = await raised.find(entry);\n      await clearOutbox(context.lake, source, stored, new Set([entry.alertId]));',
      ],
    ],
    caughtBy: FAULTS,
  },
  {
    name: 'no mark is left that an alert was told',
    file: 'lambda/alerts/notify.ts',
    edits: [['  await mark.complete();\n', '']],
    caughtBy: 'test/lambda/alerts/run-detections.test.ts',
  },
  {
    name: 'a match at the end of the period belongs to it',
    file: 'lambda/alerts/windows.ts',
    edits: [['Math.min(first, time) < periodMs', 'Math.min(first, time) <= periodMs']],
    caughtBy: 'test/lambda/alerts/run-detections.test.ts',
  },
  {
    name: 'the period slides with its matches',
    file: 'lambda/alerts/windows.ts',
    edits: [['Math.max(last, time) - Math.min(first, time) < periodMs', 'Math.abs(last - time) < periodMs']],
    caughtBy: 'test/lambda/alerts/run-detections.test.ts',
  },
  {
    name: 'a window is over before a sweep has found what is late',
    file: 'lambda/alerts/windows.ts',
    edits: [['50 * HOUR_MS', '24 * HOUR_MS']],
    caughtBy: 'test/lambda/alerts/run-detections.test.ts',
  },
  {
    name: 'alerts of a first sync, which nobody is told of, mute what is new',
    file: 'lambda/alerts/windows.ts',
    edits: [['window.last < capture.notifySince', 'Number.isNaN(window.last)']],
    caughtBy: 'test/lambda/alerts/notify.test.ts',
  },
  {
    name: 'a detection that throws ends the run',
    file: 'lambda/alerts/rule-evaluation.ts',
    edits: [["return { kind: 'error', reason: clipped(reasonOf(error), MAX_TEXT_LENGTH) };", 'throw error;']],
    caughtBy: 'test/lambda/alerts/run-detections.test.ts',
  },
  {
    name: 'a replay counts its events again',
    file: 'lambda/process/run-processor.ts',
    edits: [['processed.replayed ? 0 : counts.events', 'counts.events']],
    caughtBy: 'test/lambda/process/process-capture.test.ts',
  },
  {
    name: 'events are dated by their capture',
    file: 'lambda/lake/rows.ts',
    edits: [['classified.eventTime === undefined ? parseTime : lakeTime(classified.eventTime)', 'parseTime']],
    caughtBy: FAULTS,
  },
  {
    name: 'the receipt forgets the duplicates',
    file: 'lambda/process/process-capture.ts',
    edits: [['duplicates: duplicates.length,', 'duplicates: 0,']],
    caughtBy: FAULTS,
  },
  {
    name: 'rows depend on when they are made',
    file: 'lambda/lake/rows.ts',
    edits: [['lakeTime(Date.parse(header.capturedAt))', 'lakeTime(Date.now())']],
    caughtBy: 'test/lambda/process/process-capture.test.ts',
  },
  {
    name: 'the secret is not read again when a key is refused',
    file: 'lambda/sources/atlassian/atlassian-source.ts',
    edits: [['#mayReadAgain = true;', '#mayReadAgain = false;']],
    caughtBy: 'test/lambda/sources/atlassian',
  },
  {
    name: 'a body that was cut short is mended',
    file: 'lambda/sources/atlassian/page.ts',
    edits: [
      [
        'JSON.parse(new TextDecoder().decode(body))',
        'JSON.parse(new TextDecoder().decode(body).replace(/^(?!.*"meta").*$/s, \'$&]}\'))',
      ],
    ],
    caughtBy: FAULTS,
  },
  {
    name: 'a wait of hours is slept through',
    file: 'lambda/platform/retrying.ts',
    edits: [['clock.now() + wait > lastStart || wait > LONGEST_WAIT_MS', 'false']],
    caughtBy: 'test/lambda/sources/atlassian',
  },
  {
    name: 'redirects are followed',
    file: 'lambda/platform/http.ts',
    edits: [["redirect: 'manual'", "redirect: 'follow'"]],
    caughtBy: 'test/lambda/sources/atlassian',
  },
  {
    name: 'S3 is asked without the condition',
    file: 'lambda/platform/s3-object-store.ts',
    edits: [["return { IfNoneMatch: '*' };", 'return {};']],
    caughtBy: 'test/lambda/platform',
  },
  {
    name: 'a conflict in S3 fails at once',
    file: 'lambda/platform/s3-object-store.ts',
    edits: [['const MOST_CONFLICTS = 6;', 'const MOST_CONFLICTS = 1;']],
    caughtBy: 'test/lambda/platform',
  },
  {
    name: 'the archive takes puts that could overwrite',
    file: 'lib/archive-bucket.ts',
    edits: [['    this.allowCreatingOnly();\n', '']],
    caughtBy: 'test/lib/archive-bucket.test.ts',
  },
  {
    name: 'a row holds half a character',
    file: 'lambda/lake/rows-object.ts',
    edits: [['wholeCharacters(row)', 'row']],
    caughtBy: 'test/hostile/search.test.ts',
  },
  {
    name: 'a row that is too long for the engine hides its table',
    file: 'cli/place/directory/duckdb-engine.ts',
    edits: [['LARGEST_ROW_BYTES = 64 *', 'LARGEST_ROW_BYTES = 16 *']],
    caughtBy: 'test/hostile/search.test.ts',
  },
  {
    name: 'a search of one day reads all of them',
    file: 'cli/place/directory/duckdb-engine.ts',
    edits: [['FILE})[-2]', 'FILE} || left(p_row_id, 0))[-2]']],
    caughtBy: 'test/hostile/search-damage.test.ts',
  },
  {
    name: 'a query may read any file',
    file: 'cli/place/directory/duckdb-engine.ts',
    edits: [["    'SET enable_external_access = false',\n", '']],
    caughtBy: 'test/hostile/search-queries.test.ts',
  },
  {
    name: 'the values of saved queries are not quoted',
    file: 'queries/saved-queries.ts',
    edits: [['literal(values[parameter] ?? found.value)', `"'" + (values[parameter] ?? found.value) + "'"`]],
    caughtBy: 'test/hostile/search-queries.test.ts',
  },
  {
    name: 'macros name no partition',
    file: 'queries/occurs-macros.ts',
    edits: [['}date ', '}p_event_time ']],
    caughtBy: 'test/queries/occurs-macros.test.ts',
  },
  {
    name: 'what is before a time includes that time',
    file: 'queries/occurs-macros.ts',
    edits: [["bound('<', from)", "bound('<=', from)"]],
    caughtBy: 'test/queries/occurs-macros.test.ts',
  },
  {
    name: 'the names that Athena says first are a row',
    file: 'cli/place/stack/athena-engine.ts',
    edits: [["execution.StatementType === 'DML' ? 1 : 0", '0']],
    caughtBy: 'test/cli/place/stack/athena-engine.test.ts',
  },
  {
    name: 'a spreadsheet runs what CSV holds',
    file: 'cli/query/answer-text.ts',
    edits: [['{ escape_formulas: true }', '{}']],
    caughtBy: 'test/cli/query/answer-text.test.ts',
  },
  {
    name: 'the newest capture is believed to be as old as it says',
    file: 'cli/verify/walk.ts',
    edits: [['if (isVouchedFor && isBefore) break;', 'if (isBefore) break;']],
    caughtBy: 'test/cli/verify',
  },
  {
    name: 'an altered capture passes',
    file: 'cli/verify/walk.ts',
    edits: [['named !== undefined && named !== link.sha256;', 'false;']],
    caughtBy: 'test/cli/verify',
  },
  {
    name: 'an archive without its newest captures is whole',
    file: 'cli/verify/walk.ts',
    edits: [['Math.max(receipts.at(-1) ?? 0, numbers.at(-1) ?? 0)', '(numbers.at(-1) ?? 0)']],
    caughtBy: 'test/cli/verify',
  },
  {
    name: 'a page shows what an event says as HTML',
    file: 'cli/report/markup.ts',
    edits: [["ENTITIES[each] ?? ''", 'each']],
    caughtBy: 'test/cli/report',
  },
  {
    name: 'an event of CloudTrail that is delivered twice is kept twice',
    file: 'lambda/sources/deployment/deployment-format.ts',
    edits: [["return idIn(event, 'eventID') ?? idIn(action, 'id') ??", "return idIn(action, 'id') ?? record ??"]],
    caughtBy: 'test/lambda/collect/archive-events',
  },
  {
    name: "what the stack's own functions do all the time fills the trail, which is one of them",
    file: 'lib/trail-patterns.ts',
    edits: [["{ 'anything-but': roles }", '{ exists: true }']],
    caughtBy: 'test/lib/deployment-trail',
  },
  {
    name: 'each start of a function of the stack is kept, by starting one',
    file: 'lib/trail-patterns.ts',
    edits: [['{ managementEvent: [true], requestParameters', '{ requestParameters']],
    caughtBy: 'test/lib/deployment-trail',
  },
  {
    name: 'a deployment ends well although it was not kept that it switched the trail off',
    file: 'lambda/platform/custom-resource.ts',
    edits: [["Status: 'FAILED', Reason", "Status: 'SUCCESS', Reason"]],
    caughtBy: 'test/lambda/platform/custom-resource',
  },
  {
    name: "Panther's own columns are a part of a record",
    file: 'lambda/sources/panther/page.ts',
    edits: [['!/^p_/i.test(name)', "name !== ''"]],
    caughtBy: 'test/lambda/sources/panther',
  },
  {
    name: 'a second query is begun beside one of which nobody knows',
    file: 'lambda/sources/panther/panther-source.ts',
    edits: [["if (sent.kind === 'failed' && !sent.unsent) throw lost(sent.reason);", '']],
    caughtBy: 'test/lambda/sources/panther',
  },
  {
    name: 'the end of results that an earlier run asked for ends every later run',
    file: 'lambda/sources/panther/panther-source.ts',
    edits: [['after === undefined && this.#begun.has(query)', 'after === undefined']],
    caughtBy: 'test/lambda/sources/panther',
  },
  {
    name: 'results are archived that nobody can read exactly',
    file: 'lambda/sources/panther/panther-source.ts',
    edits: [['pantherFormat.readRecords(response.body)', 'this.traffic']],
    caughtBy: 'test/hostile/panther-bodies',
  },
  {
    name: 'what Panther says of the key is repeated',
    file: 'lambda/sources/panther/panther-api.ts',
    edits: [["this.#credential?.apiKey ?? ''", "''"]],
    caughtBy: 'test/security/panther-secrets',
  },
  ...OPERATOR_MUTATIONS,
];
