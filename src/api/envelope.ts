/** The one JSON object that every route answers with (docs/wire.md#response-envelope). */
import { type TSchema, Type } from 'typebox';

/** The envelope around `data`; on an error `data` may hold `validationErrors`. Fields are never of another type. */
export function envelopeOf<Data extends TSchema>(data: Data) {
  return Type.Object(
    {
      request: Type.String({ description: 'Method and path of the request.' }),
      status: Type.Integer({ description: 'HTTP status.' }),
      success: Type.Boolean(),
      traceId: Type.String({ description: 'Finds this request in the server’s log.' }),
      data,
    },
    { additionalProperties: false },
  );
}

export const errorEnvelope = Type.Object(
  {
    request: Type.String(),
    status: Type.Integer(),
    success: Type.Literal(false),
    errorTag: Type.String({
      description: 'Machine-readable kind of the error; docs/troubleshooting.md lists them.',
    }),
    errorMessage: Type.String({ description: 'What happened and what to do, in full sentences.' }),
    traceId: Type.String(),
    context: Type.Optional(
      Type.Object({}, { additionalProperties: true, description: 'Details of the error for programs.' }),
    ),
    data: Type.Optional(Type.Object({ validationErrors: Type.Optional(Type.Array(Type.String())) })),
  },
  { additionalProperties: false },
);
