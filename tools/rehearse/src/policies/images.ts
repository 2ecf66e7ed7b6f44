import { workloadsOf } from '../workloads.ts';
import type { Policy } from './policy.ts';

/** Where images may come from: our own, and official ones of stores. */
const known = [
  /(^|\/)shopstack\/[a-z]+$/,
  /^((docker\.io\/)?(library\/)?|public\.ecr\.aws\/docker\/library\/)(busybox|mongo|mysql|node|rabbitmq|redis)$/,
  /^(docker\.io\/)?(maildev\/maildev|axllent\/mailpit)$/,
];

/** An image reference, taken apart. */
export function imageOf(reference: string): { repository: string; tag: string; digest: string } {
  const [named = '', digest = ''] = reference.split('@');
  const slash = named.lastIndexOf('/');
  const colon = named.indexOf(':', slash + 1);
  return colon < 0
    ? { repository: named, tag: '', digest }
    : { repository: named.slice(0, colon), tag: named.slice(colon + 1), digest };
}

/** Images are pinned and come from where we know. */
export const imagesArePinned: Policy = {
  name: 'images-are-pinned',
  why: 'A floating tag makes two pods of one release run different code, and rolling back does nothing.',
  check: ({ objects }) =>
    workloadsOf(objects).flatMap(({ at, containers, initContainers }) =>
      [...initContainers, ...containers].flatMap(({ name, image }) => {
        const { repository, tag, digest } = imageOf(image ?? '');
        const pinned = digest !== '' || /\d+\.\d+/.test(tag);
        return [
          ...(pinned
            ? []
            : [
                {
                  at,
                  says: `container ${name} runs ${image}`,
                  advice: 'Name a version as its tag, or a digest.',
                },
              ]),
          ...(known.some((pattern) => pattern.test(repository))
            ? []
            : [
                {
                  at,
                  says: `container ${name} comes from ${repository}`,
                  advice:
                    'Use our own images or the stores’ official ones; otherwise add it to the list of known images.',
                },
              ]),
        ];
      }),
    ),
};
