import { coverage } from '../../../cli/detections/coverage';
import { activeDetections, DEFAULT_SETTINGS } from '../../../lambda/alerts/detection-settings';
import type { Detection } from '../../../lambda/rules/define-detection';
import { detectionOf } from '../../lambda/alerts/watched-source';

const action = (id: string, displayName = '') => ({ id, displayName, group: 'Group' });

function compare(ids: readonly string[], ...detections: readonly Partial<Detection<'Atlassian.Audit'>>[]) {
  const located = detections.map((changes, i) => detectionOf({ id: `Test.D${i}`, ...changes }));
  return coverage(
    ids.map((id) => action(id)),
    'Atlassian.Audit',
    located,
    activeDetections(located, DEFAULT_SETTINGS),
  );
}

describe('coverage', () => {
  it('compares ids in whatever case', () => {
    const found = compare(['ADDED_ORG_ADMIN', 'saml_config_deleted'], {
      actions: ['added_org_admin', 'SAML_CONFIG_DELETED'],
    });
    expect(found).toEqual({ actions: 2, unknown: [], off: [], uncovered: [] });
  });

  it('names the detections that wait for an action which the organization does not know', () => {
    const found = compare([], { actions: ['gone', 'also_gone'] }, { actions: ['gone'], disabled: 'Not confirmed.' });
    expect(found.unknown).toEqual([
      { action: 'also_gone', detections: ['Test.D0'] },
      { action: 'gone', detections: ['Test.D0', 'Test.D1'] },
    ]);
  });

  it('tells of a detection that is off although its action is known, and of the action that nothing covers', () => {
    const found = compare(['EXPORT_API_TOKENS'], {
      actions: ['export_api_tokens', 'gone'],
      disabled: 'Not confirmed.',
    });
    expect(found.off).toEqual([{ detection: 'Test.D0', actions: ['export_api_tokens'] }]);
    expect(found.uncovered).toEqual([action('EXPORT_API_TOKENS')]);
  });

  it('leaves out actions that do not look like security', () => {
    expect(compare(['JIRA_ISSUE_VIEWED', 'ORG_POLICY_CREATED']).uncovered).toEqual([action('ORG_POLICY_CREATED')]);
    expect(coverage([action('X', 'Added a permission')], 'Atlassian.Audit', [], []).uncovered).toHaveLength(1);
  });
});
