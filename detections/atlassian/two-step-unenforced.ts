import { containerKey } from '../../lambda/rules/atlassian-entities';
import { defineDetection } from '../../lambda/rules/define-detection';
import { actorName } from '../../lambda/rules/who';

export default defineDetection({
  id: 'Atlassian.Auth.TwoStepUnenforced',
  name: 'Two-step verification no longer enforced',
  logTypes: ['Atlassian.Audit'],
  severity: 'CRITICAL',
  description:
    'The organization no longer requires two-step verification for its managed accounts. Now every account can switch it off, and a stolen password is enough.',
  falsePositives: 'A move of this setting into authentication policies, or to an identity provider that requires it.',
  runbook:
    'Enforce two-step verification again (Atlassian Administration, Security, Authentication policies) unless the change was agreed. Then ask the actor. If they do not know about it: reset their credentials, and look for accounts that disabled two-step verification and for logins since then.',
  reference: 'https://support.atlassian.com/security-and-access-policies/docs/enforce-two-step-verification',
  tags: ['ATT&CK:T1556.006', 'ATT&CK:T1685'],
  evidence: 'catalogue',
  actions: ['twosv_unenforced'],
  title: (event) => `${actorName(event)} stopped enforcing two-step verification`,
  dedup: (event) => containerKey(event, 'orgs') ?? 'unknown organization',
  tests: [
    {
      name: 'by an admin',
      match: true,
      title: 'ada@example.com stopped enforcing two-step verification',
      severity: 'CRITICAL',
      dedup: 'o-1',
      event: {
        attributes: {
          action: 'TWOSV_UNENFORCED',
          actor: { id: 'u-1', email: 'ada@example.com' },
          container: [{ id: 'o-1', type: 'orgs', attributes: { name: 'example-org' } }],
          context: [],
        },
      },
    },
    {
      name: 'by an API key',
      match: true,
      title: '11111111-2222-4333-8444-555555555555@connect.atlassian.com stopped enforcing two-step verification',
      event: {
        attributes: {
          action: 'twosv_unenforced',
          actor: { id: 'u-9', email: '11111111-2222-4333-8444-555555555555@connect.atlassian.com' },
        },
      },
    },
    {
      name: 'the event has only the action',
      match: true,
      title: 'an unknown actor stopped enforcing two-step verification',
      dedup: 'unknown organization',
      event: { attributes: { action: 'twosv_unenforced' } },
    },
    { name: 'it is enforced', match: false, event: { attributes: { action: 'twosv_enforced' } } },
  ],
});
