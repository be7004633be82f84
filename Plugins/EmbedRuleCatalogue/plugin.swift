import Foundation
import PackagePlugin

/// Turns `rules/*.md` into a Swift file, so that the binary carries the catalogue and a rule
/// without a page does not compile.
@main struct EmbedRuleCatalogue: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let module = target as? any SourceModuleTarget else { return [] }
    let pages = module.sourceFiles.map(\.url).filter { $0.pathExtension == "md" }.sorted { $0.path < $1.path }
    let output = context.pluginWorkDirectoryURL.appending(path: "RulePages.swift")
    return [
      .buildCommand(
        displayName: "Embedding the rule catalogue",
        executable: try context.tool(named: "rulecat").url,
        arguments: [output.path] + pages.map(\.path),
        inputFiles: pages,
        outputFiles: [output])
    ]
  }
}
