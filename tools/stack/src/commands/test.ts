export async function test(_filters: readonly string[]): Promise<void> {}
