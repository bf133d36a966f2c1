/** The two cookies of a browser: its session, and the sign-in that it has begun. */

export interface Cookie {
  /** The value in a request's `cookie` header. */
  read(header: string | undefined): string | undefined;
  /** For `set-cookie`. */
  write(value: string, maxAgeSeconds: number): string;
  /** For `set-cookie`: removes it. */
  clear(): string;
}

/** Longest value that is read, in characters: a signed note with a return path. */
const maxLength = 4_096;

/**
 * `__Host-` binds a cookie to this very origin and to TLS. Without TLS (`public_url` is http, on loopback) there is neither the prefix
 * nor `Secure`. `Lax`: a link in a pull request opens a page with the session, a form of another site is sent without it.
 */
export function createCookie(name: string, publicUrl: string): Cookie {
  const isSecure = publicUrl.startsWith('https:');
  const fullName = isSecure ? `__Host-${name}` : name;
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  const write = (value: string, maxAgeSeconds: number) =>
    `${fullName}=${value}; Max-Age=${maxAgeSeconds}; ${attributes}`;
  return {
    read(header = '') {
      const values = header
        .split(';')
        .map((pair) => pair.trim())
        .filter((pair) => pair.startsWith(`${fullName}=`))
        .map((pair) => pair.slice(fullName.length + 1));
      const [value, second] = values;
      // Two of one name: another origin of the host may have set one of them.
      return second !== undefined || value === undefined || value.length > maxLength ? undefined : value;
    },
    write,
    clear: () => write('', 0),
  };
}
