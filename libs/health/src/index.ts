export { type Dependency, HealthRegistry } from './registry.ts';
