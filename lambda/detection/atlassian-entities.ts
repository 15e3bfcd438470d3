import { deepGet, deepList, deepText } from './deep-get';
import type { AtlassianEvent } from './event';

/** One thing that an Atlassian event is about, or that it happened in. */
export interface Entity {
  readonly id: string | undefined;
  readonly type: string | undefined;
  /** Free form: read it with `deepText(entity.attributes, …)`. */
  readonly attributes: unknown;
}

/** What was acted upon: the entries of `context` of one of the types, in whatever order they stand there. All without a type. */
export function contextOf(event: AtlassianEvent, ...types: readonly string[]): readonly Entity[] {
  return entitiesAt(event, 'context', types);
}

/** Where it happened: the entries of `container` of one of the types. All without a type. */
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

/** The names of what was acted upon, sorted and joined; the fallback when the context has nothing of these types. */
export function contextNames(event: AtlassianEvent, fallback: string, ...types: readonly string[]): string {
  const names = new Set(contextOf(event, ...types).map(entityName));
  return names.size === 0 ? fallback : [...names].sort().join(', ');
}

/** The ids (else the names) of what was acted upon, sorted and joined: to tell targets apart. Undefined when there is none. */
export function contextKey(event: AtlassianEvent, ...types: readonly string[]): string | undefined {
  const keys = new Set(contextOf(event, ...types).map((entity) => entity.id ?? entityName(entity)));
  return keys.size === 0 ? undefined : [...keys].sort().join(',');
}
