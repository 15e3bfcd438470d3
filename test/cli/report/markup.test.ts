import fc from 'fast-check';
import { html } from '../../../cli/report/markup';
import { anyText } from '../../any-text';
import { caseCount } from '../../depth';

describe('html', () => {
  it('escapes texts, in elements and in quoted attributes', () => {
    expect(html`<p title="${'"\'&'}">${'<script>'}${7}</p>`.text).toBe(
      '<p title="&quot;&#39;&amp;">&lt;script&gt;7</p>',
    );
  });

  it('takes HTML as it is, and lists of either', () => {
    expect(html`<ul>${['<', html`<li>${'&'}</li>`, [1]]}</ul>`.text).toBe('<ul>&lt;<li>&amp;</li>1</ul>');
  });

  it('writes out what would steer or turn the page', () => {
    expect(html`${'a\u202eb\u0000c\ud800'}`.text).toBe('a\\u{202e}b\\u{0}c\\u{d800}');
  });

  it('lets no text open an element, end an attribute or begin an entity', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        const { text: shown } = html`${text}`;
        expect(shown).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
      }),
      { numRuns: caseCount(100, 5) },
    );
  });
});
