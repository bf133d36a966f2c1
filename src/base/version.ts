/** Version of this project, as servers see it in `User-Agent`; a test holds it equal to `package.json`. */
export const version = '0.1.0';
