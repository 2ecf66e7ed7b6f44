import { accountsExist } from './accounts.ts';
import { ingressesLeadSomewhere, metricsStayInside, monitorsFindServices } from './doors.ts';
import { settingsAreGiven, settingsAreRead, settingsFitTheCluster } from './environment.ts';
import {
  applicationsHaveAProject,
  applicationsSyncThemselves,
  branchesStayApart,
  projectsAllowWhatIsNeeded,
} from './gitops.ts';
import { imagesArePinned } from './images.ts';
import { edgesAreOpen, everythingIsDeniedFirst, nothingElseIsOpen } from './network.ts';
import { podsKnowTheirNodes } from './placement.ts';
import type { Policy } from './policy.ts';
import {
  everythingIsProbed,
  livenessAsksNobodyElse,
  probesAskOpenPorts,
  probesAskServedPaths,
  storesAreAskedInTheirTongue,
} from './probes.ts';
import { hooksNeedNothingLater, referencesResolve, secretsStayOut } from './references.ts';
import { podsAreLimited, podsAskForRoom } from './resources.ts';
import { budgetsLetNodesDrain, gracePeriodsSuffice, rolloutsEnd } from './rollout.ts';
import { autoscalersCanScale, oneCountsReplicas } from './scaling.ts';
import { nobodyGainsRights, nobodyIsRoot, podsAreConfined, rootIsReadOnly } from './security.ts';
import { selectorsDiffer, selectorsMatch, servicesReachPods } from './selectors.ts';
import { replicasAreSpread, storesKeepTheirData } from './stores.ts';
import {
  cronJobsEnd,
  hooksEnd,
  labelsAreStandard,
  oneNamespace,
  oneOwner,
  tokensStayAway,
} from './tidiness.ts';

/** Every rule, in the order in which they are reported. */
export const policies: readonly Policy[] = [
  selectorsMatch,
  selectorsDiffer,
  servicesReachPods,
  everythingIsProbed,
  probesAskServedPaths,
  livenessAsksNobodyElse,
  probesAskOpenPorts,
  storesAreAskedInTheirTongue,
  oneCountsReplicas,
  autoscalersCanScale,
  rolloutsEnd,
  budgetsLetNodesDrain,
  gracePeriodsSuffice,
  replicasAreSpread,
  storesKeepTheirData,
  podsAreLimited,
  podsAskForRoom,
  nobodyIsRoot,
  rootIsReadOnly,
  nobodyGainsRights,
  podsAreConfined,
  podsKnowTheirNodes,
  imagesArePinned,
  secretsStayOut,
  referencesResolve,
  accountsExist,
  hooksNeedNothingLater,
  settingsAreRead,
  settingsAreGiven,
  settingsFitTheCluster,
  everythingIsDeniedFirst,
  edgesAreOpen,
  nothingElseIsOpen,
  ingressesLeadSomewhere,
  metricsStayInside,
  monitorsFindServices,
  oneNamespace,
  oneOwner,
  labelsAreStandard,
  hooksEnd,
  cronJobsEnd,
  tokensStayAway,
  applicationsSyncThemselves,
  applicationsHaveAProject,
  branchesStayApart,
  projectsAllowWhatIsNeeded,
];
