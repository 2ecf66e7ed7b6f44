import type { OpenAPIObject } from '@nestjs/swagger';
import {
  type AnyRoute,
  errors,
  jsonSchemaOf,
  ProblemDetails,
  routesOf,
  type ServiceName,
} from '@shop/contracts';
import { z } from 'zod';

const security = {
  public: [],
  guest: [{ shopper: [] }],
  member: [{ shopper: [] }],
  staff: [{ shopper: [] }],
  support: [{ shopper: [] }],
  merchant: [{ shopper: [] }],
  admin: [{ shopper: [] }],
  service: [{ service: [] }],
};

type Properties = Record<string, { description?: string }>;

function parameters(schema: Record<string, unknown>, where: 'path' | 'query') {
  const required = new Set((schema['required'] as string[] | undefined) ?? []);
  return Object.entries((schema['properties'] as Properties | undefined) ?? {}).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.has(name),
    schema: property,
  }));
}

/** The OpenAPI page of a service, drawn from its contracts alone. */
export function openApiOf(service: ServiceName, version: string): OpenAPIObject {
  const paths: Record<string, Record<string, unknown>> = {};
  const problem = {
    description: 'A problem (RFC 9457) with a stable code',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  for (const route of routesOf(service)) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    const body = jsonSchemaOf(route.body, 'input');
    const hasBody =
      route.method !== 'GET' && Object.keys((body['properties'] as object | undefined) ?? {}).length > 0;
    const key = {
      name: 'Idempotency-Key',
      in: 'header',
      required: true,
      schema: { type: 'string', minLength: 16, maxLength: 255, pattern: '^[!-~]*$' },
    };
    paths[path] ??= {};
    paths[path][route.method.toLowerCase()] = {
      summary: route.summary,
      tags: [service],
      security: security[route.access],
      'x-access': route.access,
      parameters: [
        ...parameters(jsonSchemaOf(route.params, 'input'), 'path'),
        ...parameters(jsonSchemaOf(route.query, 'input'), 'query'),
        ...(route.idempotent ? [key] : []),
      ],
      ...(hasBody
        ? {
            requestBody: {
              required: !route.body.safeParse({}).success,
              content: {
                [route.upload === undefined ? 'application/json' : 'multipart/form-data']: { schema: body },
              },
            },
          }
        : {}),
      responses: {
        [route.status]: {
          description: 'Done',
          content: answerOf(route),
        },
        default: problem,
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: `ShopStack ${service}`, version },
    paths,
    components: {
      securitySchemes: {
        shopper: { type: 'http', scheme: 'bearer', description: "A shopper's access token" },
        service: { type: 'http', scheme: 'bearer', description: "Another service's token" },
      },
      schemas: {
        Problem: {
          ...jsonSchemaOf(ProblemDetails.extend({ code: z.enum(Object.keys(errors)) }), 'output'),
          required: ['type', 'title', 'status', 'code', 'traceId'],
        },
      },
    },
  } as OpenAPIObject;
}

function answerOf(route: AnyRoute): Record<string, object> {
  if (route.file) return { '*/*': { schema: { type: 'string', format: 'binary' } } };
  if (route.stream) return { 'text/event-stream': { schema: eventOf(route) } };
  return { 'application/json': { schema: jsonSchemaOf(route.output, 'output') } };
}

/** One server-sent event of a stream: its data is the output as JSON. Heartbeats are comments, no events. */
function eventOf({ output }: AnyRoute): object {
  return {
    type: 'object',
    required: ['data'],
    properties: {
      id: { type: 'string' },
      data: {
        type: 'string',
        contentMediaType: 'application/json',
        contentSchema: jsonSchemaOf(output, 'output'),
      },
    },
  };
}
