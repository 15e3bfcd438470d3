import * as z from 'zod/mini';
import { isObject } from '../../lambda/schema/canonical-json';

const schema = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.optional(z.unknown()) })),
});

/** A CloudFormation template, as the CDK wrote it. */
export type Template = z.infer<typeof schema>;

/** Reads a template's text. */
export function readTemplate(text: string): Template {
  return schema.parse(JSON.parse(text));
}

/** What the template says of its resources of one type, with their real names instead of references. */
export function propertiesOf(template: Template, type: string, physicalIds: ReadonlyMap<string, string>): unknown[] {
  const resources = Object.values(template.Resources).filter(({ Type }) => Type === type);
  return resources.map(({ Properties }) => resolve(Properties, physicalIds));
}

// The references that the stack's bucket policies are made of: names, ARNs of buckets, and texts joined from them.
function resolve(value: unknown, physicalIds: ReadonlyMap<string, string>): unknown {
  const inner = (one: unknown) => resolve(one, physicalIds);
  if (Array.isArray(value)) return value.map(inner);
  if (!isObject(value)) return value;
  if ('Ref' in value) return physicalIds.get(String(value.Ref));
  const { 'Fn::GetAtt': attribute, 'Fn::Join': join } = value;
  if (Array.isArray(attribute)) return `arn:aws:s3:::${physicalIds.get(attribute[0])}`;
  if (Array.isArray(join)) return join[1].map(inner).join(join[0]);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inner(one)]));
}
