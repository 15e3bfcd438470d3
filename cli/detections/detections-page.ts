import { type LocatedDetection, packOf } from '../../lambda/alerts/detection-settings';
import type { Detection } from '../../lambda/rules/define-detection';

const BEGIN = '<!-- Written by npx keepwatch detections docs, from the files in detections/. -->';

const EVIDENCE = {
  payload: 'action seen in a real event',
  catalogue: 'action in a real list of the API; what else the event holds is not known',
  unconfirmed: 'action known from code or samples alone',
} as const;

/** The page with its tables made anew from the rules; what stands above them is kept. */
export function detectionsPage(page: string, located: readonly LocatedDetection[]): string {
  const [guide = ''] = page.split(BEGIN);
  const packs = [...new Set(located.map(({ file }) => packOf(file)))].sort();
  const sections = packs.map((pack) =>
    packSection(
      pack,
      located.filter(({ file }) => packOf(file) === pack),
    ),
  );
  return `${guide.trimEnd()}\n\n${BEGIN}\n\n${sections.join('\n\n')}\n`;
}

function packSection(pack: string, located: readonly LocatedDetection[]): string {
  const sorted = [...located].sort((a, b) => (a.detection.id < b.detection.id ? -1 : 1));
  return [
    `## Pack \`${pack}\``,
    '',
    '| detection | severity | what happened | on |',
    '|---|---|---|---|',
    ...sorted.map(({ detection }) => {
      const anchor = detection.id.toLowerCase().replaceAll('.', '');
      return `| [${detection.id}](#${anchor}) | ${severityText(detection)} | ${cell(detection.name)} | ${detection.disabled === undefined ? 'yes' : 'no'} |`;
    }),
    '',
    sorted.map(({ file, detection }) => detectionSection(file, detection)).join('\n\n'),
  ].join('\n');
}

function detectionSection(file: string, detection: Detection): string {
  const {
    threshold = 1,
    dedupPeriodMinutes = 60,
    falsePositives,
    reference,
    tags = [],
    evidence,
    disabled,
  } = detection;
  const counted = detection.unique === undefined ? 'matches' : 'distinct values';
  const lines = [
    disabled === undefined ? undefined : `**Off**: ${disabled}`,
    detection.description,
    `* **False positives**: ${falsePositives ?? 'none known'}`,
    `* **What to do**: ${detection.runbook}`,
    `* **Severity**: ${severityText(detection)}`,
    threshold > 1
      ? `* **Alerts** at ${threshold} ${counted} within ${dedupPeriodMinutes} minutes`
      : `* **Alerts** once in ${dedupPeriodMinutes} minutes for the same matter`,
    `* **Actions**: ${detection.actions?.map((action) => `\`${action}\``).join(', ') ?? 'decided by the rule'}`,
    evidence === undefined ? undefined : `* **Evidence**: ${EVIDENCE[evidence]}`,
    tags.length === 0 ? undefined : `* **Tags**: ${tags.join(', ')}`,
    reference === undefined ? undefined : `* **Read more**: <${reference}>`,
    `* **Rule**: [${file}](../${file})`,
  ].filter((line) => line !== undefined);
  const [first = '', ...rest] = lines;
  const isOff = disabled !== undefined;
  const [description, ...points] = isOff ? rest : [first, ...rest];
  return [
    `### ${detection.id}`,
    '',
    ...(isOff ? [first, ''] : []),
    `*${detection.name}.* ${description}`,
    '',
    ...points,
  ].join('\n');
}

function severityText({ severity, severityOf }: Detection): string {
  return severityOf === undefined ? severity : `${severity}, or by event`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
