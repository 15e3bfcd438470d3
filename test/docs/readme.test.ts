import { readFileSync, statSync } from 'node:fs';

const readme = readFileSync('README.md', 'utf8');
const firstScreen = readme.slice(0, readme.indexOf('\n## '));

describe('the first screen of the README', () => {
  it('has the two commands', () => {
    expect(firstScreen).toContain('```\nnpm ci && npm start\nnpm ci && npm test\n```');
  });

  it('names the price that docs/costs.md computes', () => {
    const costs = readFileSync('docs/costs.md', 'utf8');
    const [, oneMillion] = /^\| 1 million \| ([\d.]+) \|/m.exec(costs) ?? [];
    const [, tenMillion] = /^\| 10 million \| ([\d.]+) \|/m.exec(costs) ?? [];

    expect(firstScreen).toContain(`about ${Math.round(Number(oneMillion))} USD a month in AWS for a million events`);
    expect(readme).toContain(`for a million events, ${Math.round(Number(tenMillion))} USD for ten million`);
  });

  it('has two pictures that load fast', () => {
    const pictures = [...firstScreen.matchAll(/!\[[^\]]+\]\(([^)]+\.png)\)/g)].map(([, path = '']) => path);
    expect(pictures).toHaveLength(2);
    for (const path of pictures) expect(statSync(path).size).toBeLessThan(150 * 1024);
  });
});

describe('the deployment in the README', () => {
  it('names price and rights before the first step, which is alertEmails in cdk.json', () => {
    const deploy = readme.slice(readme.indexOf('\n## Deploy'));
    const places = ['**Price:**', '**Rights:**', '\n1. ', '"alertEmails"', 'npx cdk deploy`\n'].map((text) =>
      deploy.indexOf(text),
    );
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(Math.min(...places)).toBeGreaterThan(0);
  });
});
