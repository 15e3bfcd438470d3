import { deepList, deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actionParam } from '../../lambda/rules/panther-params';
import { actionOf, actorName } from '../../lambda/rules/who';

const DELETED: Readonly<Record<string, string>> = {
  DELETE_DATA_MODEL: 'a data model',
  DELETE_DETECTION: 'a detection',
  DELETE_DETECTION_PACK_SOURCE: 'a source of detection packs',
  DELETE_GLOBAL_HELPER: 'a global helper',
  DELETE_LOOKUP_TABLE: 'a lookup table',
  DELETE_SAVED_DATA_LAKE_QUERY: 'a saved query',
};

export default defineDetection({
  id: 'Panther.Detection.Deleted',
  name: 'Detection content deleted from Panther',
  logTypes: ['Panther.Audit'],
  severity: 'INFO',
  description:
    'Somebody deleted a detection, or something that detections need, from Panther. Events that it detected raise no alert from now on.',
  falsePositives: 'Cleanup; deployments of detections as code that replace one detection by another.',
  runbook:
    'Find the change request or the commit that removed it. If there is none: ask the actor, restore what was deleted, and search the logs for events that it would have detected since.',
  reference:
    'https://docs.panther.com/system-configuration/panther-audit-logs/querying-and-writing-detections-for-panther-audit-logs',
  tags: ['ATT&CK:T1685'],
  actions: Object.keys(DELETED),
  rule: (event) => event.actionResult === 'SUCCEEDED',
  title: (event) => {
    const ids = deepList(actionParam(event, 'detections')).flatMap((entry) => deepText(entry, 'id') ?? []);
    const what = ids.length > 1 ? `${ids.length} detections` : (DELETED[actionOf(event).toUpperCase()] ?? 'something');
    return `${actorName(event)} deleted ${what} from Panther${ids.length > 0 ? `: ${ids.join(', ')}` : ''}`;
  },
  tests: [
    {
      name: 'one detection',
      match: true,
      title: 'ada@example.com deleted a detection from Panther: Acme.Role.Granted',
      severity: 'INFO',
      event: {
        actionName: 'DELETE_DETECTION',
        actionParams: { dynamic: { input: { detections: [{ id: 'Acme.Role.Granted' }] } }, static: {} },
        actionResult: 'SUCCEEDED',
        actor: { id: 'p-1', name: 'Ada', type: 'USER', attributes: { email: 'ada@example.com' } },
        errors: null,
        sourceIP: '203.0.113.7',
        timestamp: '2026-03-02 09:15:41.07',
      },
    },
    {
      name: 'several detections; older parameters, no attributes, no address',
      match: true,
      title: 'Ada deleted 2 detections from Panther: Acme.Role.Granted, Acme.Login.Failed',
      event: {
        actionName: 'DELETE_DETECTION',
        actionParams: { input: { detections: [{ id: 'Acme.Role.Granted' }, null, { id: 'Acme.Login.Failed' }] } },
        actionResult: 'SUCCEEDED',
        actor: { id: 'p-1', name: 'Ada', type: 'USER' },
        sourceIP: '',
      },
    },
    {
      name: 'a saved query, by a token, without parameters; the action in lower case',
      match: true,
      title: 'ci deleted a saved query from Panther',
      event: {
        actionName: 'delete_saved_data_lake_query',
        actionParams: {},
        actionResult: 'SUCCEEDED',
        actor: { id: 't-1', name: 'ci', type: 'TOKEN' },
      },
    },
    { name: 'a data model', match: true, event: { actionName: 'DELETE_DATA_MODEL', actionResult: 'SUCCEEDED' } },
    {
      name: 'a source of packs',
      match: true,
      event: { actionName: 'DELETE_DETECTION_PACK_SOURCE', actionResult: 'SUCCEEDED' },
    },
    { name: 'a global helper', match: true, event: { actionName: 'DELETE_GLOBAL_HELPER', actionResult: 'SUCCEEDED' } },
    { name: 'a lookup table', match: true, event: { actionName: 'DELETE_LOOKUP_TABLE', actionResult: 'SUCCEEDED' } },
    {
      name: 'the deletion failed',
      match: false,
      event: { actionName: 'DELETE_DETECTION', actionResult: 'FAILED', errors: [{ message: 'not found' }] },
    },
    {
      name: 'settings are viewed',
      match: false,
      event: { actionName: 'GET_GENERAL_SETTINGS', actionParams: {}, actionResult: 'SUCCEEDED', errors: null },
    },
  ],
});
