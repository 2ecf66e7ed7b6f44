/** The provider under which a module offers a message transport; start() connects it when it is there. */
export const MESSAGE_TRANSPORT = Symbol('MESSAGE_TRANSPORT');
