import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Assets.SchemaDeleted',
  name: 'Object schema of Assets deleted',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'An object schema of Assets was deleted, with every object in it. Inventories, and the requests that refer to them, are lost at once.',
  falsePositives: 'A schema made for a trial is cleaned up.',
  runbook:
    'Ask the actor which schema it was and whether anybody used it. If it was in use: ask Atlassian support about restoring it, take the rights of the actor until that is clear, and check other schemas.',
  reference: 'https://developer.atlassian.com/cloud/assets/rest/api-group-objectschema/',
  tags: ['ATT&CK:T1485'],
  evidence: 'unconfirmed',
  disabled: 'The action id is known only from a proposed rule of another project.',
  actions: ['assets_object_schema_deleted'],
  title: (event) => `${actorName(event)} deleted an object schema of Assets`,
  dedup: (event) => actorKey(event) ?? 'unknown actor',
  tests: [
    {
      name: 'by a person',
      match: true,
      title: 'ada@example.com deleted an object schema of Assets',
      severity: 'MEDIUM',
      dedup: 'u-1',
      event: { attributes: { action: 'ASSETS_OBJECT_SCHEMA_DELETED', actor: { id: 'u-1', email: 'ada@example.com' } } },
    },
    {
      name: 'nothing known',
      match: true,
      title: 'an unknown actor deleted an object schema of Assets',
      dedup: 'unknown actor',
      event: { attributes: { action: 'assets_object_schema_deleted', context: [] } },
    },
    { name: 'a group is another matter', match: false, event: { attributes: { action: 'group_deleted' } } },
  ],
});
