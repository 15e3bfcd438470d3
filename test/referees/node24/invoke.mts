// Runs in the Node.js of Lambda, which needs no compiler for types: node invoke.mts BUNDLE EVENT RESULT
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [bundle = '', event = '', result = ''] = process.argv.slice(2);
const warnings: string[] = [];
process.on('warning', ({ name, message }) => warnings.push(`${name}: ${message}`));
const peakMegabytes = () => Math.round(process.resourceUsage().maxRSS / 1024);
const context = { awsRequestId: 'c0a7e2f1-3c52-4a3e-9f3d-0b8f4f6f1d10', getRemainingTimeInMillis: () => 300_000 };

async function invoke(): Promise<object> {
  const begin = performance.now();
  const { handler } = await import(pathToFileURL(bundle).href);
  const loaded = performance.now();
  const loadedMegabytes = peakMegabytes();
  // Handlers with a callback are refused: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
  if (handler.length > 2) throw new TypeError(`The handler has ${handler.length} parameters; Node.js 24 allows two.`);
  await handler(JSON.parse(event), context);
  return {
    loadMs: Math.round(loaded - begin),
    loadedMegabytes,
    runMs: Math.round(performance.now() - loaded),
    peakMegabytes: peakMegabytes(),
    warnings,
  };
}

const outcome = await invoke().catch((error: unknown) => {
  console.error(error);
  return { failure: String(error) };
});
writeFileSync(result, JSON.stringify({ version: process.version, ...outcome }));
// Lambda too ends an invocation when the handler is done, whatever is still open.
process.exit();
