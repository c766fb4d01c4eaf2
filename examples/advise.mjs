// Ask the service from JavaScript. Usage: node advise.mjs [ADDRESS]; ADVISOR_KEY may hold a key.
const address = process.argv[2] ?? "http://127.0.0.1:8000";
const headers = { "Content-Type": "application/json" };
if (process.env.ADVISOR_KEY) headers.Authorization = `Bearer ${process.env.ADVISOR_KEY}`;

async function ask(route, body) {
  const answer = await fetch(`${address}/v1/${route}`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

const facts = {
  tasks: ["question_answering"],
  knowledge_source: "private_documents",
  knowledge_change: "weekly",
  citations_required: true,
};

const { body: advice } = await ask("advise", { facts, as_of: "2026-11-22" });
console.log(advice.plan.summary);

const { body: answers } = await ask("batch", [{ facts }, { facts: { knowledge_change: "wekly" } }]);
for (const { status, advice: good, problem } of answers) {
  console.log(status, good ? good.plan.headline : problem.problems[0].remedy);
}
