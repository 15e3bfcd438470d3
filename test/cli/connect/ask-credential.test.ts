import { PassThrough } from 'node:stream';
import { askCredential, type EnteredCredential } from '../../../cli/connect/ask-credential';

const BEFORE = { orgId: 'org-1', apiKey: 'the-earlier-key', expiresAt: '2999-01-31' };

/** Takes all that is shown; a question that was answered does not end it, as it does not end a terminal. */
class Screen extends PassThrough {
  override end(): this {
    return this;
  }
}

/** Answers each question by its title, and gives what was entered and all that was shown. */
async function ask(answers: Readonly<Record<string, string>>, before: EnteredCredential = {}) {
  const [input, output] = [new PassThrough(), new Screen()];
  let shown = '';
  const waiting = new Map(Object.entries(answers));
  output.on('data', (text) => {
    shown += text;
    for (const [title, answer] of waiting) {
      if (!shown.includes(title)) continue;
      waiting.delete(title);
      // Who is asked types no sooner than the question stands.
      setImmediate(() => input.write(`${answer}\r`));
    }
  });
  return { entered: await askCredential('atlassian', before, { input, output }), shown };
}

describe('the question for a credential', () => {
  it('takes what is typed, without blanks around it, and shows no letter of the key', async () => {
    const { entered, shown } = await ask({
      'Organization ID': ' org-2 ',
      'API key': ' the-marked-key ',
      'Expires on': '2999-12-31',
    });
    expect(entered).toEqual({ orgId: 'org-2', apiKey: 'the-marked-key', expiresAt: '2999-12-31' });
    expect(shown).not.toContain('marked');
  });

  it('takes what was entered before for return alone, but not the key', async () => {
    const { entered, shown } = await ask({ 'Organization ID': '', 'API key': 'new-one', 'Expires on': '' }, BEFORE);
    expect(entered).toEqual({ ...BEFORE, apiKey: 'new-one' });
    expect(shown).not.toContain(BEFORE.apiKey);
  });

  it('asks again for a key that is empty and for an expiry that is no date or has passed', async () => {
    const { entered } = await ask({
      'Organization ID': 'org-1',
      'API key': '',
      'It cannot be empty': 'the-key',
      'Expires on': 'soon',
      'Use the form YYYY-MM-DD': '\u00152020-01-01',
      ' has passed.': '\u0015',
    });
    expect(entered).toEqual({ orgId: 'org-1', apiKey: 'the-key' });
  });
});
