import type { SyntaxNode } from "unbash";
import type { JudgedCommand } from "../verdict.ts";

/** What is no simple command and still runs something, or changes what others run; undefined for the rest. */
export function oddNode(node: SyntaxNode): JudgedCommand | undefined {
  switch (node.type) {
    case "Function":
      return { argv: [`${node.name.text}()`], because: "defines a function; that name then runs its body" };
    case "Coproc":
      return { argv: ["coproc"], because: "leaves a command running in the background" };
    case "Statement":
      return node.background ? { argv: ["&"], because: "leaves a command running in the background" } : undefined;
    case "ArithmeticExpansion":
      return arithmetic(node.text);
    case "ArithmeticCommand":
      return arithmetic(`((${node.body}))`);
    case "ArithmeticFor":
      return { argv: ["for (( ))"], because: arithmeticReason };
    case "ParameterExpansion":
      if (node.operation?.type === "Transform") {
        return { argv: [node.text], because: "reads the value of a variable as part of the line" };
      }
      return node.index || node.operation?.type === "Slice" ? arithmetic(node.text) : undefined;
    case "TestCommand":
      return { argv: ["[[ ]]"], because: "is a test of the shell, which can evaluate arithmetic" };
    default:
      return undefined;
  }
}

const arithmeticReason = "is arithmetic, which can run commands that its variables or texts hide";

/** Only digits and operators can hide nothing: even a quoted text is evaluated again. */
function arithmetic(text: string): JudgedCommand | undefined {
  return /["'$`a-zA-Z_]/.test(text.replace(/^\$?\(\(|\)\)$/g, ""))
    ? { argv: [text], because: arithmeticReason }
    : undefined;
}
