import type { DefineCommand } from './command';

/** A command of `keepwatch`, without its code. */
export interface CommandEntry {
  readonly name: string;
  readonly description: string;
  /** Loads its code. Only the command that runs is loaded: the AWS SDK, DuckDB and the detections take seconds. */
  readonly load: () => { readonly defineCommand: DefineCommand };
}

/** A command that only groups others. */
export interface CommandGroup {
  readonly name: string;
  readonly description: string;
  readonly commands: readonly CommandEntry[];
}

/** Every command, in the order of `keepwatch --help`. */
export const COMMANDS: readonly (CommandEntry | CommandGroup)[] = [
  {
    name: 'start',
    description: 'collect audit events into a directory, or run the demo',
    load: (): typeof import('./start/start-command') => require('./start/start-command'),
  },
  {
    name: 'connect',
    description: "enter a source's credential, check it, await the first events",
    load: (): typeof import('./connect/connect-command') => require('./connect/connect-command'),
  },
  {
    name: 'status',
    description: 'show sources, the newest captures, events today and open alarms',
    load: (): typeof import('./status/status-command') => require('./status/status-command'),
  },
  {
    name: 'doctor',
    description: 'check everything that Keepwatch needs, and say how to fix it',
    load: (): typeof import('./doctor/doctor-command') => require('./doctor/doctor-command'),
  },
  {
    name: 'query',
    description: 'search the lake with SQL',
    load: (): typeof import('./query/query-command') => require('./query/query-command'),
  },
  {
    name: 'report',
    description: 'write an HTML report of events, alerts, failures and coverage',
    load: (): typeof import('./report/report-command') => require('./report/report-command'),
  },
  {
    name: 'verify',
    description: 'prove that no capture, receipt or row was lost, changed or added',
    load: (): typeof import('./verify/verify-command') => require('./verify/verify-command'),
  },
  {
    name: 'replay',
    description: 'process captures again: unprocessed, failed, or by number',
    load: (): typeof import('./replay/replay-command') => require('./replay/replay-command'),
  },
  {
    name: 'backfill',
    description: 'read a span of time from the API again, archive what is missing',
    load: (): typeof import('./backfill/backfill-command') => require('./backfill/backfill-command'),
  },
  {
    name: 'captures',
    description: 'show archived API responses',
    commands: [
      {
        name: 'show',
        description: 'show one capture: the request, its records, and what became of them',
        load: (): typeof import('./captures/show-command') => require('./captures/show-command'),
      },
    ],
  },
  {
    name: 'detections',
    description: 'list, test and preview the rules that raise alerts',
    commands: [
      {
        name: 'list',
        description: 'list all detections, and whether each is on',
        load: (): typeof import('./detections/list-command') => require('./detections/list-command'),
      },
      {
        name: 'test',
        description: 'run the test cases of all detections, or of one',
        load: (): typeof import('./detections/test-command') => require('./detections/test-command'),
      },
      {
        name: 'preview',
        description: 'show the alerts that a detection would have raised; notifies nobody',
        load: (): typeof import('./detections/preview-command') => require('./detections/preview-command'),
      },
      {
        name: 'coverage',
        description: "compare the detections with the actions that an organization's API lists",
        load: (): typeof import('./detections/coverage-command') => require('./detections/coverage-command'),
      },
      {
        name: 'docs',
        description: 'write docs/detections.md from the detections',
        load: (): typeof import('./detections/docs-command') => require('./detections/docs-command'),
      },
    ],
  },
  {
    name: 'simulate',
    description: 'run a simulated Atlassian organization to try the commands',
    load: (): typeof import('./simulate/simulate-command') => require('./simulate/simulate-command'),
  },
];
