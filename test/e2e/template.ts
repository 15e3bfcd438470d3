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
const reference = z.object({ Ref: z.string() });
const bucketArn = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) });
const joined = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });

function resolve(value: unknown, physicalIds: ReadonlyMap<string, string>): unknown {
  const inner = (one: unknown) => resolve(one, physicalIds);
  if (Array.isArray(value)) return value.map(inner);
  if (!isObject(value)) return value;
  const [name, arn, join] = [reference.safeParse(value), bucketArn.safeParse(value), joined.safeParse(value)];
  if (name.success) return physicalIds.get(name.data.Ref);
  if (arn.success) return `arn:aws:s3:::${physicalIds.get(arn.data['Fn::GetAtt'][0])}`;
  if (join.success) return join.data['Fn::Join'][1].map(inner).join(join.data['Fn::Join'][0]);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inner(one)]));
}
