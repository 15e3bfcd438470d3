import { defineDetection } from '../../lambda/rules/define-detection';
import { actorKey, actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Assets.SchemaDeleted',
  name: 'Assets object schema deleted',
  logTypes: ['Atlassian.Audit'],
  severity: 'MEDIUM',
  description:
    'Somebody deleted an object schema of Assets with all objects in it. Inventories are lost at once, and so are the requests that refer to them.',
  falsePositives: 'Cleanup of a schema that was created for a trial.',
  runbook:
    'Ask the actor which schema it was and whether somebody used it. If it was in use: ask Atlassian support to restore it, suspend the rights of the actor until the matter is clear, and check the other schemas.',
  reference: 'https://developer.atlassian.com/cloud/assets/rest/api-group-objectschema/',
  tags: ['ATT&CK:T1485'],
  evidence: 'unconfirmed',
  disabled: 'The action id is known only from a rule that another project proposed.',
  actions: ['assets_object_schema_deleted'],
  title: (event) => `${actorName(event)} deleted an Assets object schema`,
  dedup: (event) => actorKey(event) ?? 'unknown actor',
  tests: [
    {
      name: 'by a person',
      match: true,
      title: 'ada@example.com deleted an Assets object schema',
      severity: 'MEDIUM',
      dedup: 'u-1',
      event: { attributes: { action: 'ASSETS_OBJECT_SCHEMA_DELETED', actor: { id: 'u-1', email: 'ada@example.com' } } },
    },
    {
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor deleted an Assets object schema',
      dedup: 'unknown actor',
      event: { attributes: { action: 'assets_object_schema_deleted', context: [] } },
    },
    { name: 'a group is deleted', match: false, event: { attributes: { action: 'group_deleted' } } },
  ],
});
