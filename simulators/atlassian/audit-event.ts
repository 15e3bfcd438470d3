/** One thing that an event is about (`context`) or that it happened in (`container`). */
export interface Entity {
  readonly id: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly links: Links;
}

/** Where a person would look (`alt`) and where a program would (`self`). */
export interface Links {
  readonly alt: string | null;
  readonly self: string | null;
}

/** Who did it. Actors need not be people, and `email` need not be an address. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly links: Links;
  readonly auth?: { readonly authType: string; readonly tokenId?: string; readonly tokenLabel?: string };
}

/** From where it was done. Any of the texts can be empty. */
export interface Location {
  readonly ip: string;
  readonly countryName: string;
  readonly regionName: string;
  readonly city: string;
}

/** One record of `events-stream`, as the API returns it. */
export interface AuditEvent {
  readonly id: string;
  readonly type: 'events';
  readonly attributes: {
    readonly time: string;
    readonly processedAt: string;
    readonly action: string;
    readonly actor: Actor;
    readonly context: readonly Entity[];
    readonly container: readonly Entity[];
    readonly location?: Location;
  };
  readonly links: { readonly self: string };
  readonly message: { readonly content: string; readonly format: 'simple' };
}
