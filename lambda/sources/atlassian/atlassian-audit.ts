import type { SchemaEvent } from '../../schema/event';
import type { Field, Schema } from '../../schema/language';

/**
 * Organization audit events of Atlassian: every field of Panther's schema of the same name, and the newer ones.
 * https://developer.atlassian.com/cloud/admin/organization/rest/api-group-events/
 */
export const atlassianAudit = {
  schema: 'Atlassian.Audit',
  description: 'The audit log of events from an organization.',
  referenceURL: 'https://developer.atlassian.com/cloud/admin/organization/rest/api-group-events/',
  fields: [
    { name: 'type', type: 'string', required: true, description: 'Type name of the event object' },
    { name: 'id', type: 'string', required: true, description: 'Unique identifier of the event object' },
    {
      name: 'attributes',
      type: 'object',
      required: true,
      description: 'Attributes of the event object',
      fields: [
        {
          name: 'time',
          type: 'timestamp',
          timeFormat: 'rfc3339',
          isEventTime: true,
          description: 'When the event happened',
        },
        {
          name: 'processedAt',
          type: 'timestamp',
          timeFormat: 'rfc3339',
          description: 'When Atlassian processed the event; events-stream is sorted by it',
        },
        { name: 'action', type: 'string', description: 'Kind of action; the event-actions API has the catalogue' },
        {
          name: 'actor',
          type: 'object',
          description: 'Who or what did it',
          fields: [
            ...identity('the actor'),
            { name: 'picture', type: 'string', description: 'Address of the picture of the actor' },
            { name: 'links', type: 'object', description: 'Profile of the actor', fields: plainLinks() },
            {
              name: 'auth',
              type: 'object',
              description: 'How the actor had logged in',
              fields: [
                { name: 'authType', type: 'string', description: 'Kind of authentication' },
                { name: 'tokenId', type: 'string', description: 'Unique identifier of the token' },
                { name: 'tokenLabel', type: 'string', description: 'Label of the token' },
              ],
            },
            {
              name: 'onBehalfOf',
              type: 'object',
              description: 'For whom the actor acted',
              fields: identity('the person acted for'),
            },
            {
              name: 'app',
              type: 'object',
              description: 'The app through which the actor acted',
              fields: [
                { name: 'id', type: 'string', description: 'Unique identifier of the app' },
                { name: 'type', type: 'string', description: 'Type of the app' },
                { name: 'attributes', type: 'json', description: 'Attributes of the app' },
              ],
            },
          ],
        },
        {
          name: 'context',
          type: 'array',
          description: 'What the action was performed on: an unordered bag, often empty',
          element: {
            type: 'object',
            fields: [
              { name: 'id', type: 'string', description: 'Unique identifier of the entity' },
              { name: 'type', type: 'string', description: 'Type of the entity' },
              {
                name: 'attributes',
                type: 'json',
                indicatorsAt: { email: ['email'] },
                description: 'Attributes of the entity; the email is that of the person acted upon',
              },
              {
                name: 'links',
                type: 'object',
                description: 'Links of the entity',
                fields: [
                  { name: 'self', type: 'string', indicators: ['url'], description: 'Address in the API' },
                  { name: 'alt', type: 'string', indicators: ['url'], description: 'Address for people' },
                ],
              },
            ],
          },
        },
        {
          name: 'container',
          type: 'array',
          description: 'Where the action was performed: organization, site, space',
          element: {
            type: 'object',
            fields: [
              { name: 'id', type: 'string', description: 'Unique identifier of the container' },
              { name: 'type', type: 'string', description: 'Type of the container' },
              { name: 'attributes', type: 'json', description: 'Attributes of the container' },
              { name: 'links', type: 'object', description: 'Links of the container', fields: plainLinks() },
            ],
          },
        },
        {
          name: 'location',
          type: 'object',
          description: 'Where the actor was; absent in many events, of people too',
          fields: [
            { name: 'ip', type: 'string', indicators: ['ip'], description: 'IP address of the actor' },
            { name: 'geo', type: 'string', description: 'Geographic location of the IP address' },
            { name: 'countryName', type: 'string', description: 'Country of the IP address' },
            { name: 'regionName', type: 'string', description: 'Region of the IP address' },
            { name: 'city', type: 'string', description: 'City of the IP address' },
          ],
        },
      ],
    },
    {
      name: 'message',
      type: 'object',
      description: 'The event in words',
      fields: [
        { name: 'content', type: 'string', description: 'Text of the message; can be empty' },
        { name: 'format', type: 'string', description: 'Format of the text' },
      ],
    },
    { name: 'relations', type: 'json', description: 'Relations of the event object' },
    {
      name: 'links',
      type: 'object',
      required: true,
      description: 'Where to fetch this event',
      fields: plainLinks(),
    },
  ],
} as const satisfies Schema;

/** An event of an organization's audit log. */
export type AtlassianEvent = SchemaEvent<typeof atlassianAudit>;

function identity(whose: string) {
  return [
    { name: 'id', type: 'string', indicators: ['actor_id'], description: `Unique identifier of ${whose}` },
    { name: 'name', type: 'string', indicators: ['username'], description: `Name of ${whose}` },
    { name: 'email', type: 'string', indicators: ['email'], description: `Email of ${whose}; not always an address` },
  ] as const satisfies readonly Field[];
}

function plainLinks() {
  return [
    { name: 'self', type: 'string', description: 'Address in the API' },
    { name: 'alt', type: 'string', description: 'Address for people' },
  ] as const satisfies readonly Field[];
}
