import { createHash } from 'node:crypto';
import { counted, lengthOfTime, minuteOf, pluralize } from '../terminal/figures';
import { faultyCaptures } from '../verify/chain';
import { activity } from './activity';
import { alertCount, alertsSection } from './alerts';
import { chainSection } from './chain-section';
import { coverageSection, coveredDays } from './coverage';
import { DayColumns } from './day-columns';
import { failureCount, failuresSection } from './failures';
import { latencySection, latestMedian } from './latency';
import { html, Markup } from './markup';
import type { ReportData } from './report-data';
import { STYLE } from './style';

// Even if an event smuggled markup into the page, nothing would run or load.
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** A report as one HTML file that needs no network. */
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
<h1>Audit logs, <span class="whole">${data.days[0] ?? ''}</span> to <span class="whole">${data.days.at(-1) ?? ''}</span></h1>
<p class="quiet">${pluralize(data.days.length, 'day')} in UTC, until ${minuteOf(data.to)}, from ${data.place}.</p>
${tiles(data)}
</header>
<main>${activity(data, columns)}${alertsSection(data, columns)}${failuresSection(data, columns)}${latencySection(data, columns)}${coverageSection(data)}${chainSection(data)}
</main>
<footer>Made by Keepwatch. Texts come from events: their authors chose them. To query the same tables with SQL, see npx keepwatch query --help.</footer>
</body>
</html>
`.text;
}

function tiles(data: ReportData): Markup {
  const { answers, days } = data;
  const [total] = answers.totals;
  const failures = failureCount(answers);
  const median = latestMedian(answers, days.at(-1) ?? '');
  const archive = archiveTile(data);
  const figures: readonly (readonly [name: string, figure: string, isAlarming?: boolean])[] = [
    ['Events', counted(total?.events ?? 0)],
    ['Actors', counted(total?.actors ?? 0)],
    ['Countries', counted(total?.countries ?? 0)],
    ['Alerts', counted(alertCount(answers))],
    ['Classification failures', counted(failures), failures > 0],
    [median === null ? 'Median latency' : `Median latency of ${median.day}`, lengthOfTime(median?.seconds ?? null)],
    ['Days with events', `${counted(coveredDays(data))} of ${counted(days.length)}`],
    ['Archive of these days', archive, archive !== 'intact'],
  ];
  return html`<dl class="tiles">${figures.map(([name, figure, isAlarming]) => html`<div class="${isAlarming ? 'alarming' : 'calm'}"><dt>${name}</dt><dd>${figure}</dd></div>`)}</dl>`;
}

function archiveTile({ chains }: ReportData): string {
  const faults = faultyCaptures(chains);
  if (faults > 0) return `${counted(faults)} with faults`;
  return chains.length === 0 ? 'empty' : 'intact';
}
