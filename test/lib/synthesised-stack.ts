import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App, type Environment } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type ConfigurationContext, readConfiguration } from '../../lib/config';
import { KeepwatchStack } from '../../lib/keepwatch-stack';
import { DETECTION_NAMES } from '../detection-names';

// Checks every template against the CloudFormation schemas, which takes seconds; `cdk synth` does it.
process.env.CDK_VALIDATION = 'false';

/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  /** References as text, as in properties. */
  readonly DependsOn?: readonly string[];
}

/** A stack, and the template that it gave. */
export interface SynthesisedStack {
  readonly stack: KeepwatchStack;
  /** As CloudFormation gets it. */
  readonly template: Template;
  /**
   * Each resource by its place in the construct tree (`Archive/Bucket`), with references as text:
   * `<Archive/Bucket>` for its name or id, `<Archive/Bucket.Arn>` for an attribute.
   */
  readonly resources: Readonly<Record<string, Resource>>;
}

const cdkJson: { context: Record<string, unknown> } = JSON.parse(
  readFileSync(path.join(__dirname, '..', '..', 'cdk.json'), 'utf8'),
);

/** What a test configures. */
export interface SynthesisContext extends ConfigurationContext {
  readonly keepwatch?: object;
}

const synthesised = new Map<string, SynthesisedStack>();

/**
 * The stack with the feature flags of `cdk.json`, one alert recipient and this configuration, nothing bundled. The same
 * configuration gives the same stack: synthesis takes a second. Nobody changes it. Without `env`, account and region are
 * references, as when the CDK has no credentials.
 */
export function synthesise(context: SynthesisContext = {}, env?: Environment): SynthesisedStack {
  const key = JSON.stringify([context, env]);
  const stack = synthesised.get(key) ?? synthesiseAnew(context, env);
  synthesised.set(key, stack);
  return stack;
}

function synthesiseAnew(context: SynthesisContext, env: Environment | undefined): SynthesisedStack {
  const keepwatch = { alertEmails: ['security@example.com'], ...context.keepwatch };
  const configuration = readConfiguration({ ...context, keepwatch }, DETECTION_NAMES);
  const app = new App({
    context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [], 'aws:cdk:enable-path-metadata': true },
  });
  const stack = new KeepwatchStack(app, configuration.stackName, { configuration, ...(env && { env }) });
  const template = Template.fromStack(stack);
  return { stack, template, resources: readableResources(template.toJSON().Resources, configuration.stackName) };
}

/** The resources of one CloudFormation type, by their place in the construct tree. */
export function ofType(stack: SynthesisedStack, type: string): [place: string, resource: Resource][] {
  return Object.entries(stack.resources).filter(([, resource]) => resource.Type === type);
}

/** The properties of the resource at this place. */
export function propertiesAt(stack: SynthesisedStack, place: string): Readonly<Record<string, unknown>> {
  const resource = stack.resources[place];
  if (resource === undefined) throw new Error(`no resource ${place} among ${Object.keys(stack.resources).join(', ')}`);
  return resource.Properties;
}

interface RawResource extends Resource {
  readonly Metadata: { readonly 'aws:cdk:path': string };
}

function readableResources(raw: Record<string, RawResource>, stackName: string): Record<string, Resource> {
  const places = new Map<string, string>();
  for (const [logicalId, { Metadata }] of Object.entries(raw)) {
    const place = Metadata['aws:cdk:path'].slice(stackName.length + 1).replace(/\/Resource$/, '');
    places.set(logicalId, place);
  }
  const readable: Record<string, Resource> = {};
  for (const [logicalId, resource] of Object.entries(raw)) {
    const text = JSON.stringify(resource, (_, value: unknown) => withoutIntrinsics(value, places));
    const { DependsOn } = resource;
    const dependsOn = DependsOn && { DependsOn: [DependsOn].flat().map((id) => `<${places.get(id)}>`) };
    readable[places.get(logicalId) ?? logicalId] = { ...JSON.parse(text), ...dependsOn };
  }
  return readable;
}

function withoutIntrinsics(value: unknown, places: ReadonlyMap<string, string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value) return `<${places.get(String(value.Ref)) ?? value.Ref}>`;
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt'])) {
    const [logicalId, attribute] = value['Fn::GetAtt'];
    return `<${places.get(logicalId)}.${attribute}>`;
  }
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) {
    const [separator, parts] = value['Fn::Join'];
    return parts.map((part: unknown) => withoutIntrinsics(part, places)).join(separator);
  }
  return value;
}
