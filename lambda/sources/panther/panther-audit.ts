import type { SchemaEvent } from '../../schema/event';
import type { Schema } from '../../schema/language';

/**
 * Panther's audit log: who did what to a deployment.
 * https://docs.panther.com/system-configuration/panther-audit-logs
 */
export const pantherAudit = {
  schema: 'Panther.Audit',
  description: 'The audit log of a Panther deployment.',
  referenceURL: 'https://docs.panther.com/system-configuration/panther-audit-logs',
  fields: [
    { name: 'actionName', type: 'string', required: true, description: 'The action that was attempted' },
    { name: 'actionDescription', type: 'string', description: 'The action in words' },
    {
      name: 'actionResult',
      type: 'string',
      validate: { allow: ['SUCCEEDED', 'FAILED', 'PARTIALLY_FAILED'] },
      required: true,
      description: 'SUCCEEDED, FAILED or PARTIALLY_FAILED',
    },
    {
      name: 'actionParams',
      type: 'json',
      description: 'What the action was given; under dynamic and static, under input, or flat',
    },
    { name: 'actionDetails', type: 'json', description: 'More about the action' },
    {
      name: 'actor',
      type: 'object',
      required: true,
      description: 'Who or what attempted it',
      fields: [
        {
          name: 'id',
          type: 'string',
          required: true,
          indicators: ['actor_id'],
          description: 'Unique identifier of the actor',
        },
        {
          name: 'type',
          type: 'string',
          validate: { allow: ['USER', 'TOKEN'] },
          required: true,
          description: 'USER or TOKEN',
        },
        { name: 'name', type: 'string', indicators: ['username'], description: 'Name of the actor' },
        {
          name: 'attributes',
          type: 'json',
          indicatorsAt: { email: ['email'] },
          description: 'Attributes of the actor: email, role',
        },
      ],
    },
    {
      name: 'errors',
      type: 'array',
      description: 'What went wrong',
      element: {
        type: 'object',
        fields: [{ name: 'message', type: 'string', description: 'The error in words' }],
      },
    },
    { name: 'sourceIP', type: 'string', indicators: ['ip'], description: 'Where the request came from; can be empty' },
    {
      name: 'XForwardedFor',
      type: 'array',
      description: 'Every address in the X-Forwarded-For header',
      element: { type: 'string', indicators: ['ip'] },
    },
    { name: 'userAgent', type: 'string', description: 'Browser or program of the actor' },
    {
      name: 'timestamp',
      type: 'timestamp',
      required: true,
      timeFormat: 'utc',
      isEventTime: true,
      description: 'When it was attempted',
    },
    { name: 'pantherVersion', type: 'string', required: true, description: 'Version of the deployment at that time' },
  ],
} as const satisfies Schema;

/** An event of a Panther deployment's audit log. */
export type PantherEvent = SchemaEvent<typeof pantherAudit>;
