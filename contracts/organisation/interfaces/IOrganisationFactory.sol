// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Action, Approval} from "../types/OrganisationTypes.sol";

/// @title Organisation factory
/// @notice Makes organisations; anyone may, and nobody can make another than the owners named.
interface IOrganisationFactory {
    event OrganisationCreated(address indexed organisation, address[] owners, uint8 ownersNeeded);

    /// @notice No organisation that this factory made.
    error Organisations_Unknown(address organisation);

    /// @notice Makes the organisation of `owners`, of whom `ownersNeeded` act together. Reverts when it is there already.
    /// @param salt Tells several organisations of the same owners apart.
    function create(address[] calldata owners, uint8 ownersNeeded, bytes32 salt) external returns (address organisation);

    /// @notice `execute` of an organisation, so that a batch of intents can carry it; whoever signed it decides, not who calls.
    function act(address organisation, Action calldata action, Approval[] calldata approvals) external returns (bytes memory);

    /// @notice Where `create` puts it.
    function addressOf(address[] calldata owners, uint8 ownersNeeded, bytes32 salt) external view returns (address);
    function isOrganisation(address account) external view returns (bool);
    /// @notice The code that every organisation runs.
    function implementation() external view returns (address);
}
