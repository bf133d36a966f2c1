/** Fastify's own compilers of schemas, which compile each schema once for all servers of a test file: most of a start is spent there. */
import { AjvCompiler } from '@fastify/ajv-compiler';
import { SerializerSelector } from '@fastify/fast-json-stringify-compiler';
import type { SchemaCompilers } from '../../src/server/http/options.ts';

type BuildSerializer = NonNullable<SchemaCompilers['buildSerializer']>;

const buildSerializer = SerializerSelector() as BuildSerializer;

export const schemaCompilers: SchemaCompilers = {
  // It keeps a pool by itself.
  buildValidator: AjvCompiler(),
  buildSerializer(...terms) {
    const compile = buildSerializer(...terms);
    return (route) => {
      const known = serializers.get(route.schema as object);
      if (known !== undefined) return known;
      const serializer = compile(route);
      serializers.set(route.schema as object, serializer);
      return serializer;
    };
  },
};
const serializers = new WeakMap<object, ReturnType<ReturnType<BuildSerializer>>>();
