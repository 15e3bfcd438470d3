import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DOCUMENTS } from './documents';

const withoutCode = (file: string) => readFileSync(file, 'utf8').replaceAll(/^```.*?^```/gms, '');

// As GitHub makes them; a heading that stands twice has a number at its second anchor.
function anchorsOf(file: string): string[] {
  const headings = [...withoutCode(file).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
    text
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return headings.map((slug, i) => {
    const before = headings.slice(0, i).filter((other) => other === slug).length;
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

describe('the documentation', () => {
  it.each(DOCUMENTS)('%s links to what exists', (file) => {
    const links = [...withoutCode(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const broken = links.filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? file : join(dirname(file), path);
      return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });

    expect(broken).toEqual([]);
  });

  it.each(readdirSync('docs').filter((name) => name.endsWith('.md')))('leads from the README to docs/%s', (name) => {
    expect(readFileSync('README.md', 'utf8')).toContain(`](docs/${name})`);
  });
});
