"""Ask the service from Python. Usage: python advise.py [ADDRESS]; ADVISOR_KEY may hold a key."""

import os
import sys

from advisor.client import Client
from advisor.errors import BadInput

address = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
client = Client(address, os.environ.get("ADVISOR_KEY"))

facts = {
    "tasks": ["question_answering"],
    "knowledge_source": "private_documents",
    "knowledge_change": "weekly",
    "citations_required": True,
}
advice = client.advise(facts, as_of="2026-11-22")
print(advice["plan"]["summary"])
for need in advice["needs"]:
    print(f"  {need['name']}: {need['coverage']}")

changed = client.compare(facts, {**facts, "knowledge_change": "never"}, as_of="2026-11-22")
print("Needs that differ:", ", ".join(each["name"] for each in changed["needs"]))

try:
    client.advise({"knowledge_change": "wekly"})
except BadInput as error:
    print(error)
