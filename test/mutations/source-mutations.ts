import type { Mutation } from './mutation';

const ATLASSIAN = 'test/lambda/sources/atlassian';
const PANTHER = 'test/lambda/sources/panther';

/** Mutations of the sources, of how they use HTTP and S3, and of the deployment trail. */
export const SOURCE_MUTATIONS: readonly Mutation[] = [
  {
    name: 'a refused key counts as an empty page',
    in: 'lambda/sources/atlassian/atlassian-source.ts',
    find: 'if ($response.status === 200) return this.#$readPage($$request, $response, $askedAt);',
    replace: `if ($response.status === 200) return this.#$readPage($$request, $response, $askedAt);
      if ([401, 403, 404].includes($response.status)) {
        return this.#$readPage($$request, { ...$response, body: Buffer.from('{"data":[]}') }, $askedAt);
      }`,
    caughtBy: 'test/faults',
  },
  {
    name: 'a refused key is not read again from the secret',
    in: 'lambda/sources/atlassian/atlassian-source.ts',
    find: 'if (this.#$mayReadAgain) { this.#$mayReadAgain = false; $$reading; }',
    replace: '',
    caughtBy: ATLASSIAN,
  },
  {
    name: 'a record with a future time ends the run',
    in: 'lambda/sources/atlassian/atlassian-source.ts',
    find: '$known && $time >= $recent && $time <= $receivedAt',
    replace: '$known && $time >= $recent',
    caughtBy: `${ATLASSIAN}/atlassian-source`,
  },
  {
    name: 'a truncated body is completed',
    in: 'lambda/sources/atlassian/page.ts',
    find: 'JSON.parse($text)',
    replace: 'JSON.parse($text.replace(/^(?!.*"meta").*$/s, \'$&]}\'))',
    caughtBy: 'test/faults',
  },
  {
    name: 'a run sleeps for hours when the API requires it',
    in: 'lambda/platform/retrying.ts',
    find: '$clock.now() + $wait > $lastStart || $wait > $longest',
    replace: 'false',
    caughtBy: ATLASSIAN,
  },
  {
    name: 'redirects are followed',
    in: 'lambda/platform/http.ts',
    find: '({ $$, redirect: $mode, $$ })',
    at: '$mode',
    replace: "'follow'",
    caughtBy: ATLASSIAN,
  },
  {
    name: 'S3 gets no condition',
    in: 'lambda/platform/s3-object-store.ts',
    find: "{ IfNoneMatch: '*' }",
    replace: '{}',
    caughtBy: 'test/lambda/platform',
  },
  {
    name: 'a conflict in S3 fails at once',
    in: 'lambda/platform/s3-object-store.ts',
    find: '$status !== 409 || $conflicts >= $most',
    at: '$most',
    replace: '1',
    caughtBy: 'test/lambda/platform',
  },
  {
    name: 'a custom resource that failed reports success',
    in: 'lambda/platform/custom-resource.ts',
    find: "({ Status: 'FAILED', Reason: $reason })",
    replace: "{ Status: 'SUCCESS', Reason: $reason }",
    caughtBy: 'test/lambda/platform/custom-resource',
  },
  {
    name: "Panther's own columns become part of a record",
    in: 'lambda/sources/panther/format.ts',
    find: '!/^p_/i.test($name)',
    replace: "$name !== ''",
    caughtBy: PANTHER,
  },
  {
    name: 'a second query starts while the first may still run',
    in: 'lambda/sources/panther/panther-source.ts',
    find: "if ($sent.kind === 'failed' && !$sent.unsent) throw $error;",
    replace: '',
    caughtBy: PANTHER,
  },
  {
    name: 'the last page of an earlier query ends every later run',
    in: 'lambda/sources/panther/panther-source.ts',
    find: '$after === undefined && this.#$begun.has($query)',
    replace: '$after === undefined',
    caughtBy: PANTHER,
  },
  {
    name: 'results that cannot be read exactly are archived',
    in: 'lambda/sources/panther/panther-source.ts',
    find: 'if ($state?.results) $readRows($response.body);',
    replace: '',
    caughtBy: 'test/hostile/panther-bodies',
  },
  {
    name: 'an error of Panther that contains the key is printed',
    in: 'lambda/sources/panther/panther-api.ts',
    find: "if ($repeatsPart($text, this.#$credential?.apiKey ?? '')) return $masked;",
    replace: '',
    caughtBy: 'test/security/panther-secrets',
  },
  {
    name: 'an event of CloudTrail that is delivered twice is archived twice',
    in: 'lambda/sources/deployment/format.ts',
    find: "$idIn($event, 'eventID') ?? $otherwise ?? ('event' in $record ? $event : $record)",
    replace: '$otherwise ?? $record',
    caughtBy: 'test/lambda/collect/archive-events',
  },
  {
    name: 'details of an action of the operator are lost',
    in: 'lambda/sources/deployment/deliveries.ts',
    find: '$known && canonicalJson($known) === canonicalJson($started)',
    replace: '$known',
    caughtBy: 'test/hostile/trail-payload',
  },
];
