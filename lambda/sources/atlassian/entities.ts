import { deepGet, deepList, deepText } from '../../rules/deep-get';
import type { AtlassianEvent } from './atlassian-audit';

/** An entity that an Atlassian event is about, or in which it happened. */
export interface Entity {
  readonly id: string | undefined;
  readonly type: string | undefined;
  /** Free form: read it with `deepText(entity.attributes, …)`. */
  readonly attributes: unknown;
}

/** What was acted upon: the entries of `context` with one of the types, in their order. Without types, all entries. */
export function contextOf(event: AtlassianEvent, ...types: readonly string[]): readonly Entity[] {
  return entitiesAt(event, 'context', types);
}

/** Where it happened: the entries of `container` with one of the types. Without types, all entries. */
export function containerOf(event: AtlassianEvent, ...types: readonly string[]): readonly Entity[] {
  return entitiesAt(event, 'container', types);
}

function entitiesAt(event: AtlassianEvent, place: 'context' | 'container', types: readonly string[]) {
  return deepList(event, 'attributes', place)
    .map(
      (entry): Entity => ({
        id: deepText(entry, 'id'),
        type: deepText(entry, 'type'),
        attributes: deepGet(entry, 'attributes'),
      }),
    )
    .filter(({ type }) => types.length === 0 || (type !== undefined && types.includes(type)));
}

/** What a person would call an entity: its email, else its name, else its id. */
export function entityName({ id, attributes }: Entity): string {
  return deepText(attributes, 'email') ?? deepText(attributes, 'name') ?? id ?? 'something without a name';
}

/** The names of what was acted upon, sorted and joined; the fallback when the context has no entry of these types. */
export function contextNames(event: AtlassianEvent, fallback: string, ...types: readonly string[]): string {
  const names = new Set(contextOf(event, ...types).map(entityName));
  return names.size === 0 ? fallback : [...names].sort().join(', ');
}

/** The ids (else the names) of what was acted upon, sorted: to count targets. */
export function contextKeys(event: AtlassianEvent, ...types: readonly string[]): readonly string[] {
  return keysOf(contextOf(event, ...types));
}

/** What a threshold counts: `contextKeys`, or the event itself when its context names no target. */
export function targetsOf(event: AtlassianEvent, ...types: readonly string[]): readonly string[] {
  const keys = contextKeys(event, ...types);
  return keys.length === 0 ? [event.p_row_id] : keys;
}

/** `contextKeys` as one text, to distinguish targets. Undefined when there are none. */
export function contextKey(event: AtlassianEvent, ...types: readonly string[]): string | undefined {
  return contextKeys(event, ...types).join(',') || undefined;
}

/** The ids (else the names) of where it happened, as one text. Undefined when there is none. */
export function containerKey(event: AtlassianEvent, ...types: readonly string[]): string | undefined {
  return keysOf(containerOf(event, ...types)).join(',') || undefined;
}

/** The domains that the event is about, as one text. Undefined when it names none. */
export function domainsOf(event: AtlassianEvent): string | undefined {
  const domains = new Set(contextOf(event).flatMap(({ attributes }) => deepText(attributes, 'domain') ?? []));
  return [...domains].sort().join(', ') || undefined;
}

function keysOf(entities: readonly Entity[]): readonly string[] {
  return [...new Set(entities.map((entity) => entity.id ?? entityName(entity)))].sort();
}
