import type { Part } from '../../server/system.ts';

const WIDE = 960;
const HIGH = 460;
const BOX = { wide: 118, high: 52 };
const rows = { web: 20, services: 190, stores: 380 } as const;

const colours: Record<Part['status'], { fill: string; stroke: string }> = {
  ok: { fill: 'var(--good-soft)', stroke: 'var(--good)' },
  degraded: { fill: 'var(--warn-soft)', stroke: 'var(--warn)' },
  draining: { fill: 'var(--warn-soft)', stroke: 'var(--warn)' },
  down: { fill: 'var(--bad-soft)', stroke: 'var(--bad)' },
  away: { fill: 'var(--bad-soft)', stroke: 'var(--bad)' },
};

interface Place {
  x: number;
  y: number;
}

const spread = (names: string[], y: number): [string, Place][] =>
  names.map((name, n) => [name, { x: (WIDE / names.length) * (n + 0.5), y }]);

/** Who calls what, as a picture. The tables beneath say the same. */
export function SystemMap({ parts }: { parts: Part[] }) {
  const services = parts.filter(({ name }) => name !== 'web').map(({ name }) => name as string);
  const stores = [...new Set(parts.flatMap(({ needs }) => needs.map(({ name }) => name)))].sort();
  const places = new Map([
    ...spread(['web'], rows.web),
    ...spread(services, rows.services),
    ...spread(stores, rows.stores),
  ]);
  const downNeeds = new Set(
    parts.flatMap(({ needs }) => needs.filter(({ status }) => status === 'down').map(({ name }) => name)),
  );
  return (
    <svg viewBox={`0 0 ${WIDE} ${HIGH}`} className="h-auto w-full min-w-[44rem]" aria-hidden="true">
      {parts.flatMap(({ name, calls, needs }) => [
        ...calls.map((call) => (
          <Edge
            key={`${name} ${call.name}`}
            from={places.get(name)}
            to={places.get(call.name)}
            bad={call.breaker !== 'closed'}
          />
        )),
        ...needs.map((need) => (
          <Edge
            key={`${name} ${need.name}`}
            from={places.get(name)}
            to={places.get(need.name)}
            bad={need.status === 'down'}
            store
          />
        )),
      ])}
      {parts.map(({ name, status, version }) => (
        <Node key={name} at={places.get(name)} name={name} below={version ?? status} {...colours[status]} />
      ))}
      {stores.map((name) => (
        <Node
          key={name}
          at={places.get(name)}
          name={name}
          below={downNeeds.has(name) ? 'does not answer' : 'answers'}
          fill={downNeeds.has(name) ? 'var(--bad-soft)' : 'var(--sunken)'}
          stroke={downNeeds.has(name) ? 'var(--bad)' : 'var(--line-strong)'}
        />
      ))}
    </svg>
  );
}

interface EdgeProps {
  from: Place | undefined;
  to: Place | undefined;
  bad: boolean;
  store?: boolean;
}

function Edge({ from, to, bad, store = false }: EdgeProps) {
  if (from === undefined || to === undefined) return null;
  const level = from.y === to.y;
  const start = { x: from.x, y: level ? from.y : from.y + BOX.high };
  // Calls between neighbours of a row bow upwards, so that they do not run through the boxes between.
  const bow = level ? from.y - 34 - Math.abs(from.x - to.x) / 14 : (start.y + to.y) / 2;
  const path = `M${start.x},${start.y} C${start.x},${bow} ${to.x},${bow} ${to.x},${to.y}`;
  return (
    <path
      d={path}
      fill="none"
      stroke={bad ? 'var(--bad)' : store ? 'var(--line)' : 'var(--line-strong)'}
      strokeWidth={bad ? 2.5 : 1.25}
      strokeDasharray={bad ? '6 4' : undefined}
    />
  );
}

interface NodeProps {
  at: Place | undefined;
  name: string;
  below: string;
  fill: string;
  stroke: string;
}

function Node({ at, name, below, fill, stroke }: NodeProps) {
  if (at === undefined) return null;
  return (
    <g>
      <rect
        x={at.x - BOX.wide / 2}
        y={at.y}
        width={BOX.wide}
        height={BOX.high}
        rx={10}
        fill={fill}
        stroke={stroke}
      />
      <text x={at.x} y={at.y + 22} textAnchor="middle" fontSize={15} fontWeight={600} fill="var(--ink)">
        {name}
      </text>
      <text x={at.x} y={at.y + 40} textAnchor="middle" fontSize={12} fill="var(--muted)">
        {below.length > 16 ? `${below.slice(0, 15)}…` : below}
      </text>
    </g>
  );
}
