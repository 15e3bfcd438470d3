import type { Puller } from '../puller';
import { SECRET_PLACEHOLDER } from './credential';
import { PantherSource } from './panther-source';

/** Polls a Panther deployment's own audit log, through its data lake. */
export const pantherPuller: Puller = {
  credential: {
    placeholder: SECRET_PLACEHOLDER,
    fields: [
      { name: 'apiHost', question: 'Host of the API, such as api.example.runpanther.net', isSecret: false },
      { name: 'apiKey', question: 'API key', isSecret: true },
    ],
  },
  apiHost: { credentialField: 'apiHost' },
  limits: {
    lookbackDays: 180,
    shortestInterval: { minutes: 5, reason: 'each poll is a query that can take minutes' },
  },
  open: (options) => new PantherSource(options),
};
