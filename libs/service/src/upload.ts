import multipart from '@fastify/multipart';
import { type AnyRoute, Problem, routesOf, type ServiceName } from '@shop/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Words beside the file: a handful of short ones. */
const FIELDS = 10;
const FIELD_LIMIT = 2_048;

/** Lets the service's forms with files in; a service without such a route has no ear for them. */
export async function acceptUploads(fastify: FastifyInstance, service: ServiceName): Promise<void> {
  if (routesOf(service).some(({ upload }) => upload !== undefined)) await fastify.register(multipart);
}

/** The body of a request: as it was parsed, or read from the form where the route takes a file. */
export async function bodyOf(route: AnyRoute, request: FastifyRequest): Promise<unknown> {
  const isForm = typeof request.isMultipart === 'function' && request.isMultipart();
  if (isForm !== (route.upload !== undefined)) throw new Problem('unsupported_media_type');
  return route.upload === undefined ? request.body : readForm(request, route.upload);
}

/** Fields and files by name. It is read only now, when it is known who sends it. Throws body_too_large, invalid_request. */
async function readForm(request: FastifyRequest, fileSize: number): Promise<Record<string, unknown>> {
  const limits = { fileSize, files: 1, fields: FIELDS, fieldSize: FIELD_LIMIT, parts: FIELDS + 1 };
  const body: [string, unknown][] = [];
  try {
    for await (const part of request.parts({ limits })) {
      body.push([part.fieldname, part.type === 'file' ? await part.toBuffer() : part.value]);
    }
  } catch (error) {
    if (error instanceof Error && 'statusCode' in error && error.statusCode === 413)
      throw new Problem('body_too_large', { detail: `One file of ${fileSize} bytes at the most.` });
    throw new Problem('invalid_request', { detail: 'The form ended early, or is none.', cause: error });
  }
  return Object.fromEntries(body);
}
