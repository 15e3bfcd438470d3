import { deepText } from '../../lambda/rules/deep-get';
import { defineDetection } from '../../lambda/rules/define-detection';
import { callerKey, isFromDeploymentTrail } from '../../lambda/rules/deployment-trail';
import type { EventOf } from '../../lambda/rules/event';
import { actorName } from '../../lambda/rules/who';

// AWS services use different words for a refusal.
const REFUSAL = /AccessDenied|NotAuthorized|not authorized|Unauthorized|AuthorizationError|Forbidden/i;

// AWS also returns errors for missing things, such as NoSuchBucketPolicy; deployments cause many of them.
function isRefused(event: EventOf<'Panther.Audit'>): boolean {
  return (event.errors ?? []).some((error) => REFUSAL.test(deepText(error, 'message') ?? ''));
}

export default defineDetection({
  id: 'Panther.Actions.Denied',
  name: 'Several actions by one actor failed',
  logTypes: ['Panther.Audit'],
  severity: 'MEDIUM',
  description:
    'One actor tried several actions in a short time and failed. Somebody with a stolen account or token often tries what it is allowed to do before finding something that works. In the deployment trail of Keepwatch, only actions that AWS refused count.',
  falsePositives:
    'A token or a role that lost a permission and keeps trying, or simple mistakes: a query with a syntax error fails too.',
  runbook:
    'Read the action names and errors of these events. If permissions were missing and the actor cannot explain it: revoke the sessions and tokens of the actor, and review which actions succeeded before and after.',
  reference: 'https://docs.panther.com/system-configuration/panther-audit-logs',
  tags: ['ATT&CK:T1078.004'],
  threshold: 5,
  dedupPeriodMinutes: 60,
  rule: (event) => event.actionResult === 'FAILED' && (!isFromDeploymentTrail(event) || isRefused(event)),
  title: (event) => `Several actions by ${actorName(event)} failed`,
  dedup: callerKey,
  alertContext: (event) => ({ actionName: event.actionName, errors: event.errors }),
  tests: [
    {
      name: 'a person without permission',
      match: true,
      title: 'Several actions by eve@example.com failed',
      severity: 'MEDIUM',
      dedup: 'p-9',
      event: {
        actionName: 'CREATE_API_TOKEN',
        actionParams: { dynamic: { input: { name: 'backup' } }, static: {} },
        actionResult: 'FAILED',
        actor: { id: 'p-9', name: 'Eve', type: 'USER', attributes: { email: 'eve@example.com' } },
        errors: [{ message: 'access denied' }],
        sourceIP: '198.51.100.4',
      },
    },
    {
      name: 'a token without attributes, errors and address',
      match: true,
      title: 'Several actions by ci failed',
      dedup: 't-1',
      event: {
        actionName: 'CREATE_USER',
        actionParams: {},
        actionResult: 'FAILED',
        actor: { id: 't-1', name: 'ci', type: 'TOKEN' },
        errors: null,
        sourceIP: '',
      },
    },
    ...[
      'AccessDenied',
      'AccessDeniedException: User: ci is not authorized to perform: secretsmanager:GetSecretValue',
      'Client.UnauthorizedOperation',
      'Forbidden',
      'NotAuthorized: no',
      'AuthorizationError: User: ci is not authorized to perform: SNS:Unsubscribe',
    ].map((message) => ({
      name: `the deployment trail: ${message}`,
      match: true,
      event: {
        p_source_label: 'deployment',
        actionName: 'READ_SOURCE_CREDENTIAL',
        actionResult: 'FAILED',
        actor: { id: 't-1', name: 'ci', type: 'TOKEN' },
        errors: [{ message }],
      },
    })),
    ...[
      'NoSuchBucketPolicy',
      'NoSuchLifecycleConfiguration: None',
      'ResourceNotFoundException: x',
      'ThrottlingException',
    ].map((message) => ({
      name: `the deployment trail: ${message}`,
      match: false,
      event: {
        p_source_label: 'deployment',
        actionName: 'GET_BUCKET_POLICY',
        actionResult: 'FAILED',
        actor: { id: 't-1', name: 'ci', type: 'TOKEN' },
        errors: [{ message }],
      },
    })),
    {
      name: 'the deployment trail: no error given',
      match: false,
      event: { p_source_label: 'deployment', actionName: 'GET_OBJECT', actionResult: 'FAILED', errors: [null, {}] },
    },
    {
      name: 'another source: any failure counts',
      match: true,
      event: { actionName: 'GET_OBJECT', actionResult: 'FAILED', errors: [{ message: 'ResourceNotFoundException' }] },
    },
    {
      name: 'the event names nobody',
      match: true,
      title: 'Several actions by an unknown actor failed',
      dedup: 'unknown actor',
      event: { actionName: 'DELETE_DETECTION', actionResult: 'FAILED' },
    },
    {
      name: 'the action succeeded',
      match: false,
      event: { actionName: 'CREATE_API_TOKEN', actionResult: 'SUCCEEDED', errors: null },
    },
    {
      name: 'the action failed in part',
      match: false,
      event: { actionName: 'DELETE_DETECTION', actionResult: 'PARTIALLY_FAILED', errors: [{ message: 'not found' }] },
    },
  ],
});
