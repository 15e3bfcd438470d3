import { readFileSync } from 'node:fs';

const workflow = readFileSync('.github/workflows/ci.yml', 'utf8');

describe('the CI workflow', () => {
  it('uses each action in a fixed version, which it names', () => {
    const actions = [...workflow.matchAll(/uses: (.+)$/gm)].map(([, action]) => action);
    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) expect(action).toMatch(/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('may only read the repository', () => {
    expect(workflow.match(/permissions:.*\n(?: +.*\n)*/g)).toEqual(['permissions:\n  contents: read\n']);
  });

  it('runs what every machine can run, on the Node.js of .nvmrc', () => {
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(workflow).toMatch(/^ +- run: \.ci\/run$/m);
    expect(workflow).toMatch(/^ +node-version-file: \.nvmrc$/m);
    expect(engines.node).toBe(`>=${readFileSync('.nvmrc', 'utf8').trim()}`);
  });
});
