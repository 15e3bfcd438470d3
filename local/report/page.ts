import { createHash } from 'node:crypto';
import { activity } from './activity';
import { chainSection, faultyCaptures } from './chain-section';
import { coverageSection, coveredDays } from './coverage';
import { DayColumns } from './day-columns';
import { counted, lengthOfTime, minuteOf, ofThem } from './figures';
import { latencySection } from './latency';
import { html, Markup } from './markup';
import type { ReportData } from './report-data';
import { STYLE } from './style';
import { alertCount, failureCount, warnings } from './warnings';

// Whatever an event might smuggle into the page: nothing runs, nothing is fetched.
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** A report as one HTML file that needs no other and no network. */
export function reportPage(data: ReportData): string {
  const columns = new DayColumns(data.days);
  const title = `Keepwatch: ${data.days[0]} to ${data.days.at(-1)}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="format-detection" content="telephone=no, email=no, address=no, date=no">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header>
<h1>Audit logs, ${data.days[0] ?? ''} to ${data.days.at(-1) ?? ''}</h1>
<p class="quiet">${ofThem(data.days.length, 'day')} in UTC, until ${minuteOf(data.to)}, from ${data.place}.</p>
${tiles(data)}
</header>
<main>${activity(data, columns)}${warnings(data, columns)}${latencySection(data, columns)}${coverageSection(data)}${chainSection(data)}
</main>
<footer>Made by Keepwatch. Texts are shown as events have them; whoever wrote an event chose them. The same tables, by SQL: npm run keepwatch -- query --help</footer>
</body>
</html>
`.text;
}

function tiles(data: ReportData): Markup {
  const { answers, chains, days } = data;
  const [total] = answers.totals;
  const faults = chains.reduce((sum, chain) => sum + faultyCaptures(chain.faults), 0);
  const slowest = answers.sources.map(({ median_seconds }) => median_seconds ?? 0);
  const figures: readonly (readonly [name: string, figure: string, isAlarming?: boolean])[] = [
    ['Events', counted(total?.events ?? 0)],
    ['Actors', counted(total?.actors ?? 0)],
    ['Alerts', counted(alertCount(answers))],
    ['Classification failures', counted(failureCount(answers)), failureCount(answers) > 0],
    ['Median latency', slowest.length === 0 ? '–' : lengthOfTime(Math.max(...slowest))],
    ['Days with events', `${counted(coveredDays(data))} of ${counted(days.length)}`],
    [
      'Archive',
      chains.length === 0 ? 'empty' : faults === 0 ? 'unbroken' : `${counted(faults)} to look at`,
      faults > 0,
    ],
  ];
  return html`<dl class="tiles">${figures.map(([name, figure, isAlarming]) => html`<div class="${isAlarming ? 'alarming' : 'calm'}"><dt>${name}</dt><dd>${figure}</dd></div>`)}</dl>`;
}
