/** Values that may be stored or sent as JSON. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** Data before it is written as JSON, which leaves out what is `undefined`. */
export type Sent<Body> = Body extends readonly unknown[]
  ? Body
  : Body extends object
    ? { readonly [Key in keyof Body]: Sent<Body[Key]> | (undefined extends Body[Key] ? undefined : never) }
    : Body;
