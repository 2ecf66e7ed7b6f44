import type { dispatch } from '@shop/contracts';
import { ShopLink } from '../shop-link.tsx';
import { Badge, Notice } from '../ui.tsx';
import { letterHref } from './dead-letter-facts.tsx';

const names: Record<dispatch.StoryEntry['part'], string> = {
  order: 'order',
  stock: 'stock',
  payment: 'payment',
  shipping: 'parcel',
  mail: 'e-mail',
  message: 'message',
};

const times = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  timeZone: 'UTC',
});

/** Everything that happened to an order, by everybody who had a hand in it, in the order of time. */
export function Story({ story }: { story: dispatch.OrderStory }) {
  const missing = story.parts.filter(({ problem }) => problem !== undefined);
  const seen = new Map<string, number>();
  return (
    <div className="space-y-4">
      {missing.map(({ part, problem }) => (
        <Notice key={part} tone="warn" title={`The part of ${part} is missing: it ${problem}.`} />
      ))}
      {!story.final && story.attempts > 0 && (
        <Notice tone="warn" title={`Asked again ${story.attempts} times without an answer.`} />
      )}
      {story.deadLetters.map((letter) => (
        <Notice key={letter.id} tone="bad" title={`${letter.service} gave up ${letter.type}.`}>
          <ShopLink href={letterHref(letter)} className="link">
            Look at the dead letter
          </ShopLink>
        </Notice>
      ))}
      <ol className="ml-2 space-y-4 border-l-2 border-line pl-5">
        {story.entries.map((entry) => {
          const key = `${entry.at} ${entry.part} ${entry.text} ${entry.messageId ?? ''}`;
          const nth = (seen.get(key) ?? 0) + 1;
          seen.set(key, nth);
          return <Entry key={`${key} ${nth}`} entry={entry} />;
        })}
      </ol>
      <p className="text-sm text-muted">
        Versions that had a hand in it:{' '}
        {story.versions.map(({ service, version }) => `${service} ${version}`).join(', ')}
      </p>
    </div>
  );
}

function Entry({ entry }: { entry: dispatch.StoryEntry }) {
  const { at, part, text, cause, messageId, attempt, from, by, reference } = entry;
  const facts = [
    cause,
    attempt === undefined ? undefined : `attempt ${attempt}`,
    from === undefined ? undefined : `from ${from.service} ${from.version}`,
    by === undefined ? undefined : `handled by ${by.service} ${by.version}`,
    reference,
    messageId,
  ].filter((fact) => fact !== undefined);
  return (
    <li>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone={entry.state === 'dead' ? 'bad' : part === 'order' ? 'good' : 'info'}>
          {names[part]}
        </Badge>
        <span className={part === 'order' ? 'font-medium' : ''}>{text}</span>
        <time dateTime={at} className="text-sm text-muted tabular-nums">
          {times.format(new Date(at))}
        </time>
      </p>
      {facts.length > 0 && <p className="mt-1 font-mono text-xs break-all text-muted">{facts.join(' · ')}</p>}
    </li>
  );
}
