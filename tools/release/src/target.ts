import { Trouble } from './trouble.ts';

/** The environments, and the branch that ArgoCD follows for each. What is built goes to the first; the second gets it by promotion. */
export const branches = { staging: 'k8s/staging', preprod: 'k8s/preprod' } as const;

export type Environment = keyof typeof branches;

export const environments = Object.keys(branches) as Environment[];

export function environmentOf(branch: string): Environment | undefined {
  return environments.find((environment) => branches[environment] === branch);
}

export function environmentNamed(name: string): Environment {
  const found = environments.find((environment) => environment === name);
  if (found !== undefined) return found;
  throw new Trouble('input', `There is no environment ${name}.`, `Take one of ${environments.join(', ')}.`);
}
