import { readFileSync } from 'node:fs';
import { detectionsPage } from '../../cli/detections/detections-page';
import { loadDetections } from '../../cli/detections/load-detections';

const page = readFileSync('docs/detections.md', 'utf8');

describe('docs/detections.md', () => {
  it('matches the files of all detections', () => {
    const right = 'docs/detections.md is true to the files';
    const stale = 'docs/detections.md is stale: npx keepwatch detections docs writes it';
    // Not the pages themselves: nobody reads the difference of a thousand lines.
    expect(page === detectionsPage(page, loadDetections()) ? right : stale).toBe(right);
  });

  it('shows when a rule has changed', () => {
    const [first, ...rest] = loadDetections();
    if (!first) throw new Error('There is no detection.');
    const changed = { ...first, detection: { ...first.detection, runbook: 'Something else.' } };
    expect(detectionsPage(page, [changed, ...rest])).not.toBe(page);
    expect(detectionsPage(page, rest)).not.toBe(page);
  });

  it('keeps the text above the tables', () => {
    const [guide = ''] = page.split('<!--');
    expect(guide).toContain('## Write your first detection in five minutes');
    expect(detectionsPage(page, []).startsWith(guide.trimEnd())).toBe(true);
  });
});
