import type { Output, payment } from '@shop/contracts';
import type { Dispatch, SetStateAction } from 'react';
import type { Draft, Step } from './draft.ts';

/** What every step gets: the order as it is, a way to change it, and a way on. */
export interface StepProps {
  draft: Draft;
  setDraft: Dispatch<SetStateAction<Draft>>;
  go(step: Step): void;
}

/** A provider one can pay by. */
export type Gateway = Output<typeof payment.listGateways>['items'][number];
